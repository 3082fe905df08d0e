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

// Neighbouring lanes with the same key are a run; what is summed over it arrives in its last lane.
struct LaneRun {
  int first;
  bool is_last;
};
__device__ __forceinline__ LaneRun run_of_lane(int32_t key) {
  const int lane = lane_of_warp();
  const int32_t below = __shfl_up_sync(kAllLanes, key, 1), above = __shfl_down_sync(kAllLanes, key, 1);
  const unsigned starts = __ballot_sync(kAllLanes, lane == 0 || below != key);
  const unsigned up_to_here = starts & (kAllLanes >> (kWarpLanes - 1 - lane));
  return {kWarpLanes - 1 - __clz(int(up_to_here)), lane == kWarpLanes - 1 || above != key};
}
template <class T>
__device__ __forceinline__ T run_sum(T value, LaneRun run) {
  for (int offset = 1; offset < kWarpLanes; offset *= 2) {
    const T below = __shfl_up_sync(kAllLanes, value, offset);
    if (lane_of_warp() - offset >= run.first) value += below;
  }
  return value;
}

PS_NAMESPACE_END
