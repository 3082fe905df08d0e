// SPDX-License-Identifier: MIT
// Threads of a CUDA launch, and sums over the 32 lanes of a warp. For .cu files only.
#pragma once

#include "platform.h"

PS_NAMESPACE_BEGIN

constexpr int kWarpLanes = 32;
constexpr unsigned kAllLanes = 0xffffffffu;

__device__ __forceinline__ int64_t thread_of_launch() { return int64_t(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ __forceinline__ int64_t warp_of_launch() { return thread_of_launch() / kWarpLanes; }
__device__ __forceinline__ int lane_of_warp() { return int(threadIdx.x % kWarpLanes); }

// The sum over all lanes, the same value in each.
template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (int offset = kWarpLanes / 2; offset > 0; offset /= 2) value += __shfl_xor_sync(kAllLanes, value, offset);
  return value;
}

// The sum over this lane and those below it.
template <class T>
__device__ __forceinline__ T warp_prefix_sum(T value) {
  for (int offset = 1; offset < kWarpLanes; offset *= 2) {
    const T below = __shfl_up_sync(kAllLanes, value, offset);
    if (lane_of_warp() >= offset) value += below;
  }
  return value;
}

PS_NAMESPACE_END
