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

// How far beyond the image outlines are followed, in pixels.
PS_HD double margin_of(double reach) { return ceil(reach) + 2; }

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

// Where the exposure of the edge a -> b may change because of c -> d: the parameters, not held to [0, 1], at which it
// crosses the edge's line, and at which one of its ends touches that line. To cut an edge once too often does no harm,
// each interval is decided by itself; but the leg of a table may meet the edge of its top exactly, and rounding must
// not decide whether it does. An end that both edges share is no cut.
constexpr int kMostCuts = 3;

template <class T>
PS_HD int cut_parameters(Vector2<T> a, Vector2<T> b, Vector2<T> c, Vector2<T> d, bool shares_c, bool shares_d,
                         double* t /* (kMostCuts) */) {
  const Vector2<double> along = {double(b.x) - double(a.x), double(b.y) - double(a.y)};
  const Vector2<double> to_c = {double(c.x) - double(a.x), double(c.y) - double(a.y)};
  const Vector2<double> to_d = {double(d.x) - double(a.x), double(d.y) - double(a.y)};
  const double squared_length = dot(along, along), touch = 2 * OutsideOffset<T>::pixels * sqrt(squared_length);
  const double beside_c = cross(along, to_c), beside_d = cross(along, to_d);
  if (min_of(beside_c, beside_d) > touch || max_of(beside_c, beside_d) < -touch) return 0;
  const double t_c = dot(along, to_c) / squared_length, t_d = dot(along, to_d) / squared_length;
  int count = 0;
  if (!shares_c && !shares_d && (beside_c >= 0) != (beside_d >= 0))
    t[count++] = t_c + (t_d - t_c) * (beside_c / (beside_c - beside_d));
  if (!shares_c && abs_of(beside_c) <= touch) t[count++] = t_c;
  if (!shares_d && abs_of(beside_d) <= touch) t[count++] = t_d;
  return count;
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
