// SPDX-License-Identifier: MIT
// Attributes of a few pixels side by side. Usual numbers of channels have copies of their own, kChannels; 0 stands for
// any number.
#pragma once

#include "../common/face_run.h"
#include "../common/simd.h"
#include "interpolation.h"

PS_NAMESPACE_BEGIN

// first, second: barycentrics of kRunLanes pixels of one face. image: (kRunLanes, C).
template <class T, int kChannels>
void write_attribute_block(const CornerAttributes<T>& face, int32_t channels, const T* first, const T* second,
                           T* __restrict image) {
  const T *const a = face.corners[0], *const b = face.corners[1], *const c = face.corners[2];
  if constexpr (kChannels > 0) {
    T corner[3][kChannels];
    for (int32_t i = 0; i < kChannels; ++i) {
      corner[0][i] = a[i];
      corner[1][i] = b[i];
      corner[2][i] = c[i];
    }
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane)
      for (int32_t i = 0; i < kChannels; ++i)
        image[kChannels * lane + i] = interpolated(corner[0][i], corner[1][i], corner[2][i], first[lane], second[lane]);
  } else {
    for (int lane = 0; lane < kRunLanes; ++lane)
      for (int32_t i = 0; i < channels; ++i)
        image[channels * lane + i] = interpolated(a[i], b[i], c[i], first[lane], second[lane]);
  }
}

template <class T, int kChannels>
void write_attributes(const CornerAttributes<T>& face, int32_t channels, T first, T second, T* image) {
  for (int32_t i = 0; i < (kChannels > 0 ? kChannels : channels); ++i)
    image[i] = interpolated(face.corners[0][i], face.corners[1][i], face.corners[2][i], first, second);
}

template <class T>
void fill_zero(T* begin, T* end) {
  for (; begin < end; ++begin) *begin = T(0);
}

PS_NAMESPACE_END
