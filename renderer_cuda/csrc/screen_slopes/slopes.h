// SPDX-License-Identifier: MIT
// How fast a face's attributes change from pixel to pixel. With the edge functions e_k of face_setup.h and S their sum,
// the weights b_k = e_k / S change along x by (e_k,x - b_k S,x) / S.
#pragma once

#include "../interpolate/interpolation.h"
#include "../rasterize/face_setup.h"

PS_NAMESPACE_BEGIN

struct WeightSlopes {
  double along_x[3], along_y[3];  // of the three corners' weights, per pixel
};

// Zeros where the face has no area.
PS_HD WeightSlopes weight_slopes(const Corner& a, const Corner& b, const Corner& c, double x, double y) {
  const Plane lines[3] = {line_through(b, c), line_through(c, a), line_through(a, b)};
  const Plane total = combined(lines, 1, 1, 1);
  double values[3];
  for (int k = 0; k < 3; ++k) values[k] = value_at(lines[k], x, y);
  const double sum = values[0] + values[1] + values[2], inverse = sum == 0 ? 0.0 : 1.0 / sum;
  WeightSlopes slopes;
  for (int k = 0; k < 3; ++k) {
    const double weight = values[k] * inverse;
    slopes.along_x[k] = (lines[k].a - weight * total.a) * inverse;
    slopes.along_y[k] = (lines[k].b - weight * total.b) * inverse;
  }
  return slopes;
}

// All of one pixel: writes (C, 2).
template <class T>
PS_HD void write_slopes(const CornerAttributes<T>& face, int32_t channels, const WeightSlopes& weights, T* slopes) {
  for (int32_t i = 0; i < channels; ++i) {
    double x = 0, y = 0;
    for (int k = 0; k < 3; ++k) {
      x += weights.along_x[k] * double(face.corners[k][i]);
      y += weights.along_y[k] * double(face.corners[k][i]);
    }
    slopes[2 * i] = T(x);
    slopes[2 * i + 1] = T(y);
  }
}

PS_NAMESPACE_END
