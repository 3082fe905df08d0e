// SPDX-License-Identifier: MIT
// Small kernels that exercise the emulation itself.

template <class T>
__device__ void scale(T* values, T factor, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) values[i] *= factor;
}

extern "C" __global__ void scale_float(float* values, float factor, int count) { scale(values, factor, count); }

extern "C" __global__ void scale_double(double* values, double factor, int count) { scale(values, factor, count); }

// Running sums within each block, after Hillis and Steele.
extern "C" __global__ void __launch_bounds__(64) prefix_sum(const int* values, int* sums) {
  __shared__ int partial[64];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  partial[threadIdx.x] = values[i];
  __syncthreads();
  for (int step = 1; step < 64; step *= 2) {
    const int before = int(threadIdx.x) >= step ? partial[threadIdx.x - step] : 0;
    __syncthreads();
    partial[threadIdx.x] += before;
    __syncthreads();
  }
  sums[i] = partial[threadIdx.x];
}

// The same with its first barrier in the loop forgotten: wrong on a GPU, and in one order of the threads here.
extern "C" __global__ void prefix_sum_without_barrier(const int* values, int* sums) {
  __shared__ int partial[64];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  partial[threadIdx.x] = values[i];
  __syncthreads();
  for (int step = 1; step < 64; step *= 2) {
    const int before = int(threadIdx.x) >= step ? partial[threadIdx.x - step] : 0;
    partial[threadIdx.x] += before;
    __syncthreads();
  }
  sums[i] = partial[threadIdx.x];
}

extern "C" __global__ void sum_by_shuffles(const double* values, double* sums) {
  double value = values[blockIdx.x * blockDim.x + threadIdx.x];
  for (int offset = warpSize / 2; offset > 0; offset /= 2) value += __shfl_down_sync(0xffffffffu, value, offset);
  if (threadIdx.x % warpSize == 0) sums[(blockIdx.x * blockDim.x + threadIdx.x) / warpSize] = value;
}

extern "C" __global__ void odd_lanes(const int* values, unsigned* votes, int* first_odd) {
  const unsigned vote = __ballot_sync(0xffffffffu, values[threadIdx.x] % 2 != 0);
  const int source = vote == 0 ? 0 : __ffs(int(vote)) - 1;
  const int first = __shfl_sync(0xffffffffu, values[threadIdx.x], source);
  if (threadIdx.x % warpSize == 0) {
    votes[threadIdx.x / warpSize] = vote;
    first_odd[threadIdx.x / warpSize] = first;
  }
}

extern "C" __global__ void accumulate(const float* values, int count, float* sum, int* largest,
                                      unsigned long long* smallest_key, int* arrivals) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  atomicAdd(sum, values[i]);
  atomicMax(largest, int(values[i]));
  const unsigned long long key = (unsigned long long)(__float_as_uint(values[i])) << 32 | unsigned(i);
  unsigned long long seen = *smallest_key;
  while (key < seen) seen = atomicCAS(smallest_key, seen, key);
  arrivals[atomicAdd(&arrivals[count], 1)] = i;
}

extern "C" __global__ void barrier_for_some(int* values) {
  if (threadIdx.x < 8) __syncthreads();
  values[threadIdx.x] = 1;
}

extern "C" __global__ void two_different_barriers(int* values) {
  if (threadIdx.x < 8)
    __syncthreads();
  else
    __syncthreads();
  values[threadIdx.x] = 1;
}

// What one block leaves in shared memory must not look initialised to the next.
extern "C" __global__ void read_before_write(int* seen) {
  __shared__ int value;
  seen[blockIdx.x] = value;
  value = 7;
}
