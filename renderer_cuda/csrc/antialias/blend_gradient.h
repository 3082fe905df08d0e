// SPDX-License-Identifier: MIT
// The chain rule from a blend's weight to the ends of its edge, or to the corners of the two faces that intersect.
#pragma once

#include "../silhouette/outline_gradient.h"
#include "intersections.h"

PS_NAMESPACE_BEGIN

// The gradient by the coordinate of a blend's crossing, from that by the target's C channels.
template <class T>
PS_HD double coordinate_gradient(const Blend& blend, const T* grad, int64_t grad_stride, const T* here, const T* there,
                                 int32_t channels) {
  double sum = 0;
  for (int32_t c = 0; c < channels; ++c) sum += double(grad[c * grad_stride]) * (double(there[c]) - double(here[c]));
  return weight_grows(blend) ? sum : -sum;
}

// The crossing of an edge begin -> end with a line of pixel centres, u of the way, has the coordinate
// c = c_begin + u (c_end - c_begin). With the slope m, by which c changes along the edge,
// dc = (1 - u) (dc_begin - m da_begin) + u (dc_end - m da_end), where a is the coordinate across the line.
// pixel is the blend's within its view.
PS_HD EdgeGradient<double> crossing_gradient(const Vector2<double>& begin, const Vector2<double>& end,
                                             const Blend& blend, int32_t pixel, int32_t width, double grad) {
  const bool is_along_column = (blend.code & kAlongColumn) != 0;
  const int32_t line = is_along_column ? pixel % width : pixel / width;
  const double from = is_along_column ? begin.x : begin.y, to = is_along_column ? end.x : end.y;
  const double u = (line + 0.5 - from) / (to - from);
  const double across = -blend.slope * grad;
  const Vector2<double> g = is_along_column ? Vector2<double>{across, grad} : Vector2<double>{grad, across};
  return {(1 - u) * g, u * g};
}

// A plane's key at c is q . c with q . p = r at each corner p = (X, Y, W). Written c = sum of alpha p, the key changes
// by the sum of alpha (dr - q . dp), with alpha = side . c / determinant.
template <class T, class Add>
PS_HD void through_plane(const SeenFaces<T>& seen, const DepthPlane& plane, int32_t face, Vector3 grad_key,
                         double* grad_matrix, Add add) {
  for (int k = 0; k < 3; ++k) {
    const double g = dot(plane.side[k], grad_key) / plane.determinant;
    const HomogeneousGradient by_corner = {-g * plane.key.x, -g * plane.key.y, seen.depth.is_orthographic ? g : 0,
                                           -g * plane.key.z};
    through_projection(by_corner, seen.faces[3 * int64_t(face) + k], seen.matrix, seen.positions, grad_matrix, add);
  }
}

// The gap's zero at way = a / (a - b): d way = (a db - b da) / (a - b)^2.
template <class T, class Add>
PS_HD void through_intersection(const SeenFaces<T>& seen, const Blend& blend, double grad, double* grad_matrix,
                                Add add) {
  const int32_t first_pixel = seen.view * seen.height * seen.width, pixel = blend.pixel - first_pixel;
  const int32_t other = other_pixel(pixel, blend.code, seen.width);
  const Vector2<double> lower = pixel_center(min_of(pixel, other), seen.width);
  const Vector2<double> higher = pixel_center(max_of(pixel, other), seen.width);
  const DepthGap gap = depth_gap(seen, blend.corners[0], blend.corners[1], lower, higher);
  const double span = gap.at_lower - gap.at_higher;
  const double by_lower = -grad * gap.at_higher / (span * span), by_higher = grad * gap.at_lower / (span * span);
  const Vector3 g = {by_lower * lower.x + by_higher * higher.x, by_lower * lower.y + by_higher * higher.y,
                     by_lower + by_higher};
  through_plane(seen, gap.lower_plane, blend.corners[0], g, grad_matrix, add);
  through_plane(seen, gap.higher_plane, blend.corners[1], Vector3{-g.x, -g.y, -g.z}, grad_matrix, add);
}

PS_NAMESPACE_END
