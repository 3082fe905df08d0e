// SPDX-License-Identifier: MIT
// Which texels a sample of a texture is made of, and in which shares. Texel (row, column) of a level of H x W texels
// has its centre at uv = ((column + 0.5) / W, (row + 0.5) / H); a sample between centres is the mixture of four.
#pragma once

#include "../common/vector2.h"

PS_NAMESPACE_BEGIN

enum Wrap : int32_t { kRepeat = 0, kClamp = 1, kMirror = 2 };

// How a texture of (height, width, channels) texels and its coarser levels are looked up.
struct TextureShape {
  int32_t height, width, channels;
  int32_t levels;  // at least 1; the first is the texture itself
  int32_t wrap;
  int32_t is_nearest;
};

// One size of the texture. Level 0 is an array of its own; the others lie one after the other in a second one.
struct Level {
  int32_t index, height, width;
  int64_t first;  // texels of the second array before this level
};

// The level that follows; mip_levels.py makes them in the same sizes.
PS_HD Level coarser_level(Level level) {
  if (level.index > 0) level.first += int64_t(level.height) * level.width;
  level.height = level.height > 1 ? level.height / 2 : 1;
  level.width = level.width > 1 ? level.width / 2 : 1;
  ++level.index;
  return level;
}

PS_HD Level level_of(const TextureShape& shape, int32_t index) {
  Level level = {0, shape.height, shape.width, 0};
  while (level.index < index) level = coarser_level(level);
  return level;
}

// Where the texels of a level begin.
template <class T>
PS_HD T* texels_of(const TextureShape& shape, const Level& level, T* texels, T* coarser) {
  return level.index == 0 ? texels : coarser + shape.channels * level.first;
}

// The two texels along one axis: the sample is (1 - share) of the low and share of the high one.
template <class T>
struct AxisTaps {
  int32_t low, high;
  T share;
  T slope;  // of share, by the coordinate
};

// floor, without the call of a library that a processor of the baseline needs for it.
template <class T>
PS_HD T floor_of(T value) {
  if (!(abs_of(value) < T(1 << 30))) return floor(value);
  const T truncated = T(int32_t(value));
  return truncated > value ? truncated - T(1) : truncated;
}

template <class T>
PS_HD AxisTaps<T> axis_taps(T coordinate, int32_t size, const TextureShape& shape) {
  T slope = T(size);
  if (shape.wrap == kRepeat) {
    coordinate -= floor_of(coordinate);
  } else if (shape.wrap == kMirror) {
    coordinate -= T(2) * floor_of(T(0.5) * coordinate);
    if (coordinate > T(1)) {
      coordinate = T(2) - coordinate;
      slope = -slope;
    }
  } else {
    coordinate = clamp(coordinate, T(0), T(1));
  }
  if (shape.is_nearest) {
    const int32_t texel = min_of(int32_t(coordinate * T(size)), size - 1);
    return {texel, texel, T(0), T(0)};
  }
  const T place = coordinate * T(size) - T(0.5), below = floor_of(place);
  AxisTaps<T> taps = {int32_t(below), int32_t(below) + 1, place - below, slope};
  // Beyond the first and the last centre a mirrored texture meets itself, so that it needs no more than a clamped one.
  if (taps.low < 0) taps.low = shape.wrap == kRepeat ? size - 1 : 0;
  if (taps.high >= size) taps.high = shape.wrap == kRepeat ? 0 : size - 1;
  return taps;
}

// Four texels of one level, and the share of that level in the sample.
template <class T>
struct Patch {
  Level level;
  T share;
  AxisTaps<T> x, y;
};

// A level of detail between two levels: (1 - share) of `level`, share of the one after it.
template <class T>
struct Detail {
  int32_t level;
  T share;
};

// log2 of the longer half axis, in texels, of the ellipse that a pixel of radius 1 covers in the texture.
// `slopes`: d u / d x, d u / d y, d v / d x, d v / d y. What is not finite takes the coarsest level.
template <class T>
PS_HD Detail<T> level_of_detail(const TextureShape& shape, const T* slopes) {
  const T ux = slopes[0] * T(shape.width), uy = slopes[1] * T(shape.width);
  const T vx = slopes[2] * T(shape.height), vy = slopes[3] * T(shape.height);
  const T uu = ux * ux + uy * uy, vv = vx * vx + vy * vy, uv = ux * vx + uy * vy;
  const T squared = T(0.5) * (uu + vv + sqrt((uu - vv) * (uu - vv) + T(4) * uv * uv));
  if (squared <= T(1)) return {0, T(0)};
  const T detail = T(0.5) * log2(squared);
  const int32_t coarsest = shape.levels - 1;
  if (!(detail < T(coarsest))) return {coarsest, T(0)};
  return {int32_t(detail), detail - T(int32_t(detail))};
}

template <class T>
PS_HD bool is_finite(T value) {
  return value - value == T(0);
}

// Calls visit(patch) for the one or two levels that a sample mixes; not at all where uv is not finite. `slopes` may be
// null: level 0.
template <class T, class Visit>
PS_HD void for_patches(const TextureShape& shape, const T* uv, const T* slopes, Visit visit) {
  if (!is_finite(uv[0]) || !is_finite(uv[1])) return;
  const Detail<T> detail = slopes == nullptr ? Detail<T>{0, T(0)} : level_of_detail(shape, slopes);
  Level level = level_of(shape, detail.level);
  visit(Patch<T>{level, T(1) - detail.share, axis_taps(uv[0], level.width, shape),
                 axis_taps(uv[1], level.height, shape)});
  if (detail.share == T(0)) return;
  level = coarser_level(level);
  visit(Patch<T>{level, detail.share, axis_taps(uv[0], level.width, shape), axis_taps(uv[1], level.height, shape)});
}

// The texels of a patch, by row and column.
template <class T>
struct Corners {
  T *low_low, *low_high, *high_low, *high_high;
};

template <class T, class P>
PS_HD Corners<T> corners(const Patch<P>& patch, int32_t channels, T* texels) {
  T* const low = texels + channels * (int64_t(patch.y.low) * patch.level.width);
  T* const high = texels + channels * (int64_t(patch.y.high) * patch.level.width);
  const int64_t left = int64_t(channels) * patch.x.low, right = int64_t(channels) * patch.x.high;
  return {low + left, low + right, high + left, high + right};
}

// The sample's channels. kChannels is their number where it is known beforehand, else 0.
template <int kChannels, class T>
PS_HD void sample(const TextureShape& shape, const T* texels, const T* coarser, const T* uv, const T* slopes, T* out) {
  const int32_t channels = kChannels > 0 ? kChannels : shape.channels;
  for (int32_t c = 0; c < channels; ++c) out[c] = T(0);
  for_patches(shape, uv, slopes, [&](const Patch<T>& patch) {
    const Corners<const T> at = corners(patch, channels, texels_of(shape, patch.level, texels, coarser));
    for (int32_t c = 0; c < channels; ++c) {
      const T low = at.low_low[c] + patch.x.share * (at.low_high[c] - at.low_low[c]);
      const T high = at.high_low[c] + patch.x.share * (at.high_high[c] - at.high_low[c]);
      out[c] += patch.share * (low + patch.y.share * (high - low));
    }
  });
}

// grad_uv (2) of a sample with the gradient grad (C); the level of detail counts as constant.
template <int kChannels, class T>
PS_HD void uv_gradient(const TextureShape& shape, const T* texels, const T* coarser, const T* uv, const T* slopes,
                       const T* grad, T* grad_uv) {
  const int32_t channels = kChannels > 0 ? kChannels : shape.channels;
  grad_uv[0] = grad_uv[1] = T(0);
  for_patches(shape, uv, slopes, [&](const Patch<T>& patch) {
    const Corners<const T> at = corners(patch, channels, texels_of(shape, patch.level, texels, coarser));
    T by_x = T(0), by_y = T(0);
    for (int32_t c = 0; c < channels; ++c) {
      const T low = at.low_high[c] - at.low_low[c], high = at.high_high[c] - at.high_low[c];
      by_x += grad[c] * (low + patch.y.share * (high - low));
      const T left = at.high_low[c] - at.low_low[c], right = at.high_high[c] - at.low_high[c];
      by_y += grad[c] * (left + patch.x.share * (right - left));
    }
    grad_uv[0] += patch.share * patch.x.slope * by_x;
    grad_uv[1] += patch.share * patch.y.slope * by_y;
  });
}

PS_NAMESPACE_END
