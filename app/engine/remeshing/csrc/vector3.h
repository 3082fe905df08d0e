// SPDX-License-Identifier: MIT
// Points and directions in space, and what a triangle of three points measures.
#pragma once

#include <algorithm>
#include <cmath>

namespace photosculpture {

struct Vector3 {
  double x = 0, y = 0, z = 0;

  double operator[](int axis) const { return axis == 0 ? x : axis == 1 ? y : z; }
};

inline Vector3 operator+(Vector3 a, Vector3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vector3 operator-(Vector3 a, Vector3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vector3 operator*(double s, Vector3 a) { return {s * a.x, s * a.y, s * a.z}; }
inline Vector3& operator+=(Vector3& a, Vector3 b) { return a = a + b; }
inline double dot(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vector3 cross(Vector3 a, Vector3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double squared_length(Vector3 a) { return dot(a, a); }
inline double length(Vector3 a) { return std::sqrt(dot(a, a)); }
inline Vector3 lowest(Vector3 a, Vector3 b) { return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)}; }
inline Vector3 highest(Vector3 a, Vector3 b) { return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)}; }

// Twice the area, along the side from which a, b, c run counter-clockwise.
inline Vector3 area_normal(Vector3 a, Vector3 b, Vector3 c) { return cross(b - a, c - a); }

// Squared sine of the smallest angle, which is at most 60 degrees: 0 to 0.75, growing with the angle.
inline double smallest_angle_sine_squared(Vector3 a, Vector3 b, Vector3 c) {
  const double ab = squared_length(b - a), bc = squared_length(c - b), ca = squared_length(a - c);
  const double shortest = std::min({ab, bc, ca}), product = ab * bc * ca;
  return product > 0 ? squared_length(area_normal(a, b, c)) * shortest / product : 0;
}

// Whether two directions are at most as far apart as the angle with the squared cosine given, below 90 degrees.
inline bool within_angle(Vector3 a, Vector3 b, double cosine_squared) {
  const double along = dot(a, b);
  return along >= 0 && along * along >= cosine_squared * squared_length(a) * squared_length(b);
}

}  // namespace photosculpture
