// SPDX-License-Identifier: MIT
// Which part of a contour edge bounds the union of the projected faces: the part with no face on its outer side.
//
// That can only change where another edge with a jump crosses it (a T-junction of the outline), so an edge is cut
// there and each interval is decided by the number of faces that cover the point just outside its middle.
#pragma once

#include "hard_mask.h"

PS_NAMESPACE_BEGIN

// How far outside an interval's middle coverage is asked for, in pixels. Larger than the rounding of pixel coordinates,
// so that edges which coincide on screen (both ends of a box seen head-on) agree; a gap narrower than this is closed.
template <class T>
struct OutsideOffset;
template <>
struct OutsideOffset<float> {
  static constexpr double pixels = 1.0 / 512.0;
};
template <>
struct OutsideOffset<double> {
  static constexpr double pixels = 1.0 / (1 << 20);
};

// Where an exposed interval ends: at a vertex, or where the search was cut off beyond the reach of the image;
// otherwise at its crossing with the contour edge of that index.
constexpr int32_t kEndsAtVertex = -1;
constexpr int32_t kEndsBeyondReach = -2;

// The unit normal of begin -> end that points away from its faces; (0, 0) where the edge is a point.
template <class T>
PS_HD Vector2<T> outward_normal(Vector2<T> begin, Vector2<T> end, int jump) {
  const Vector2<T> along = end - begin;
  const T length = sqrt(dot(along, along));
  if (!(length > T(0))) return {T(0), T(0)};
  const T s = (jump > 0 ? T(-1) : T(1)) / length;
  return {-s * along.y, s * along.x};
}

// Where the edge a -> b is crossed by c -> d: the parameter on a -> b. False where they do not cross. A point of one
// on the other counts as being on its positive side, so that a chain of edges through it crosses once or not at all.
template <class T>
PS_HD bool crossing_parameter(Vector2<T> a, Vector2<T> b, Vector2<T> c, Vector2<T> d, double& t) {
  if (max_of(c.x, d.x) < min_of(a.x, b.x) || min_of(c.x, d.x) > max_of(a.x, b.x)) return false;
  if (max_of(c.y, d.y) < min_of(a.y, b.y) || min_of(c.y, d.y) > max_of(a.y, b.y)) return false;
  if ((orientation(a, b, c) >= 0) == (orientation(a, b, d) >= 0)) return false;
  if ((orientation(c, d, a) >= 0) == (orientation(c, d, b) >= 0)) return false;
  const double abx = double(b.x) - double(a.x), aby = double(b.y) - double(a.y);
  const double cdx = double(d.x) - double(c.x), cdy = double(d.y) - double(c.y);
  const double denominator = abx * cdy - aby * cdx;
  if (denominator == 0) return false;
  t = clamp(((double(c.x) - double(a.x)) * cdy - (double(c.y) - double(a.y)) * cdx) / denominator, 0.0, 1.0);
  return true;
}

// The point just outside the interval [t0, t1] of an edge, at which its exposure is decided.
struct OutsidePoint {
  double x, y;
};

template <class T>
PS_HD OutsidePoint outside_point(Vector2<T> begin, Vector2<T> end, int jump, double t0, double t1) {
  const Vector2<double> a = {double(begin.x), double(begin.y)}, b = {double(end.x), double(end.y)};
  const Vector2<double> normal = outward_normal(a, b, jump), middle = lerp(a, b, 0.5 * (t0 + t1));
  const double offset = OutsideOffset<T>::pixels;
  return {middle.x + offset * normal.x, middle.y + offset * normal.y};
}

// What one edge adds to the number of faces that cover a point, counted along the ray to its left.
template <class T>
PS_HD int coverage_from_edge(Vector2<T> begin, Vector2<T> end, int jump, OutsidePoint point) {
  if (!crosses_row(begin, end, point.y) || !is_right_of(begin, end, point.x, point.y)) return 0;
  return jump_to_the_right(begin, end, jump);
}

// Range of parameters of a -> b within a rectangle; false where it does not meet it.
struct ParameterRange {
  double low, high;
};

template <class T>
PS_HD bool clip_to_rectangle(Vector2<T> a, Vector2<T> b, double x_low, double x_high, double y_low, double y_high,
                             ParameterRange& range) {
  range = {0.0, 1.0};
  const double start[2] = {double(a.x), double(a.y)};
  const double delta[2] = {double(b.x) - double(a.x), double(b.y) - double(a.y)};
  const double low[2] = {x_low, y_low}, high[2] = {x_high, y_high};
  for (int axis = 0; axis < 2; ++axis) {
    if (delta[axis] == 0) {
      if (start[axis] < low[axis] || start[axis] > high[axis]) return false;
      continue;
    }
    const double t_low = (low[axis] - start[axis]) / delta[axis], t_high = (high[axis] - start[axis]) / delta[axis];
    range.low = max_of(range.low, min_of(t_low, t_high));
    range.high = min_of(range.high, max_of(t_low, t_high));
  }
  return range.low < range.high;
}

PS_NAMESPACE_END
