// SPDX-License-Identifier: MIT
// A face's attributes at given barycentrics.
#pragma once

#include "../common/platform.h"

PS_NAMESPACE_BEGIN

// The attributes (C) of a face's corners; corners[0] is null where the pixel shows nothing.
template <class T>
struct CornerAttributes {
  const T* corners[3];
};

// An index that is out of range counts as background, so that wrong faces read no foreign memory.
template <class T>
PS_HD CornerAttributes<T> corner_attributes(const T* attributes /* (V, C) */, int32_t vertices, int32_t channels,
                                            const int32_t* faces /* (F, 3) */, int32_t face_count, int32_t face) {
  CornerAttributes<T> found = {{nullptr, nullptr, nullptr}};
  if (uint32_t(face) >= uint32_t(face_count)) return found;
  const int32_t* const indices = faces + 3 * int64_t(face);
  for (int k = 0; k < 3; ++k)
    if (uint32_t(indices[k]) >= uint32_t(vertices)) return found;
  for (int k = 0; k < 3; ++k) found.corners[k] = attributes + int64_t(indices[k]) * channels;
  return found;
}

// Differences to the last corner, so that a constant stays exactly constant.
template <class T>
PS_HD T interpolated(T a, T b, T c, T first, T second) {
  return c + (first * (a - c) + second * (b - c));
}

PS_NAMESPACE_END
