// SPDX-License-Identifier: MIT
// From the exposed outline to coverage, and back: the nearest point, the coverage curve, and their derivatives.
#pragma once

#include "../common/vector2.h"
#include "exposed_intervals.h"

PS_NAMESPACE_BEGIN

// Beyond this many softnesses coverage is the hard mask; the sigmoid is faded to it over the last one.
constexpr int kCutOffSoftnesses = 6;

// exp(x) for x in [-88, 0]: for float a polynomial that compilers vectorise (Cephes' expf scheme: 2^k * p(r), relative
// error 2e-7) and that gives the same bits on every device; for double the library's.
PS_HD double exp_of(double x) { return exp(x); }
PS_HD float exp_of(float x) {
  const float k = floorf(x * 1.44269504f + 0.5f);
  const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union {
    int32_t bits;
    float value;
  } power;
  power.bits = (int32_t(k) + 127) << 23;
  return p * power.value;
}

// coverage = sigmoid(-distance / softness), faded smoothly to the mask where |distance| is between 5 and 6 softnesses.
// slope = d coverage / d distance, in 1 / pixels.
template <class T>
struct Coverage {
  T value, slope;
};

template <class T>
PS_HD Coverage<T> coverage_curve(T distance, T softness) {
  const T z = abs_of(distance) / softness;  // how far, in softnesses; by symmetry outside
  const T e = exp_of(-min_of(z, T(kCutOffSoftnesses)));
  const T tail = e / (T(1) + e);  // sigmoid(-z)
  const T s = clamp(z - T(kCutOffSoftnesses - 1), T(0), T(1));
  const T fade = T(1) - s * s * (T(3) - T(2) * s);  // 1 up to five softnesses, 0 from six on, smooth
  const T fade_slope = T(-6) * s * (T(1) - s);
  const T value = tail * fade;
  const T slope = (tail * fade_slope - tail * (T(1) - tail) * fade) / softness;
  return {distance < T(0) ? T(1) - value : value, slope};
}

// An exposed interval on the image plane: where it starts, its unit direction ((0, 0) if it is a point), its length.
template <class T>
struct OutlineLine {
  Vector2<T> start, along;
  T length;
};

// The interval [t0, t1] of an edge, in double: the ends of an edge may lie far outside the image.
template <class T>
PS_HD OutlineLine<double> interval_line(Vector2<T> begin, Vector2<T> end, double t0, double t1) {
  const Vector2<double> a = {double(begin.x), double(begin.y)}, b = {double(end.x), double(end.y)};
  const Vector2<double> from = lerp(a, b, t0), along = lerp(a, b, t1) - from;
  const double length = sqrt(dot(along, along));
  if (!(length > 0)) return {from, {0, 0}, 0};
  return {from, 1.0 / length * along, length};
}

// Squared distance to a line along (along_x, along_y) of a point (dx, dy) from its start.
template <class T>
PS_HD T squared_distance_to_line(T along_x, T along_y, T length, T dx, T dy) {
  const T s = clamp(dx * along_x + dy * along_y, T(0), length);
  const T ex = dx - s * along_x, ey = dy - s * along_y;
  return ex * ex + ey * ey;
}

// Unit direction in which the signed distance grows at the pixel.
template <class T>
PS_HD Vector2<T> distance_direction(Vector2<T> pixel, Vector2<T> nearest, bool is_inside, Vector2<T> outward) {
  const Vector2<T> away = pixel - nearest;
  const T length = sqrt(dot(away, away));
  if (!(length > T(1e-12))) return outward;  // on the outline itself
  return (is_inside ? T(-1) : T(1)) / length * away;
}

// Derivative of the signed distance by the two ends of an edge.
//
// Moving the nearest point q by dq changes the distance by -n . dq, n the direction in which it grows. On an edge
// q = a + t (b - a), and t needs no derivative: free, the edge is orthogonal to n; held at a vertex, it is constant.
// So d sd / d a = -(1 - t) n and d sd / d b = -t n.
template <class T>
struct EdgeGradient {
  Vector2<T> begin, end;
};

template <class T>
PS_HD EdgeGradient<T> edge_gradient(Vector2<T> n, T t) {
  return {(t - T(1)) * n, -t * n};
}

// Held at a T-junction, q is the crossing of two lines with normals n_e and n_g. Moving line e by alpha_e along n_e
// and line g by alpha_g along n_g moves q by the dq that has n_e . dq = alpha_e and n_g . dq = alpha_g. With
// n = lambda_e n_e + lambda_g n_g, then, n . dq = lambda_e alpha_e + lambda_g alpha_g: each line takes part like a
// free edge with the direction lambda n_line in place of n.
template <class T>
struct JunctionWeights {
  T edge, other;
};

// Lines at a smaller angle, by its sine, do not fix their crossing: q then stays where it is on its own edge.
constexpr double kLeastJunctionSine = 1e-3;

template <class T>
PS_HD bool is_junction(Vector2<T> edge_normal, Vector2<T> other_normal) {
  return abs_of(cross(edge_normal, other_normal)) >= T(kLeastJunctionSine);
}

template <class T>
PS_HD JunctionWeights<T> junction_weights(Vector2<T> n, Vector2<T> edge_normal, Vector2<T> other_normal) {
  const T sine = cross(edge_normal, other_normal);
  return {cross(n, other_normal) / sine, cross(edge_normal, n) / sine};
}

PS_NAMESPACE_END
