// SPDX-License-Identifier: MIT
// How directions spread, as the mean of their squares.
#pragma once

#include "vector3.h"

namespace photosculpture {

// The symmetric matrix of sum(weight * d d^T) / sum(weight).
class Spread {
 public:
  void add(Vector3 direction, double weight) {
    const Vector3 d = weight * direction;
    x_ += d.x * direction;
    y_ += d.y * direction;
    z_ += d.z * direction;
    weight_ += weight;
  }

  // Mean squared component of the vector along the directions.
  double along(Vector3 v) const { return weight_ > 0 ? dot(v, times(v)) / weight_ : 0; }

  // The vector with what it has along the directions damped: (I + stiffness * matrix)^-1 v.
  Vector3 damped(Vector3 v, double stiffness) const {
    if (!(weight_ > 0)) return v;
    const double s = stiffness / weight_;
    const Vector3 a = Vector3{1, 0, 0} + s * x_, b = Vector3{0, 1, 0} + s * y_, c = Vector3{0, 0, 1} + s * z_;
    const Vector3 bc = cross(b, c);
    const double determinant = dot(a, bc);  // >= 1
    return (1 / determinant) * (v.x * bc + v.y * cross(c, a) + v.z * cross(a, b));
  }

 private:
  Vector3 times(Vector3 v) const { return {dot(x_, v), dot(y_, v), dot(z_, v)}; }

  Vector3 x_, y_, z_;  // rows
  double weight_ = 0;
};

}  // namespace photosculpture
