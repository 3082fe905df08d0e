// SPDX-License-Identifier: MIT
// From the gradient by a pixel's barycentrics and depth to its face's corners.
//
// With p_k = (x, y, w) of corner k, n_k = p_k+1 x p_k+2, D = p_0 . n_0 and the pixel c: l_k = n_k . c / D solves
// sum l_k p_k = c, and the weights are b_k = l_k / L with L = sum l_k. Moving corner j by d changes l by
// dl_k = -l_j (n_k . d) / D, so db_k = (dl_k - b_k dL) / L, and for a loss with gradient g_k by b_k
//   dloss = sum g_k db_k = -(b_j / D) sum (g_k - sum_m g_m b_m) n_k . d.
// The depth, sum b_k z_k, adds its gradient times z_k to g_k, and times b_j to that of z_j. Summed over the pixels of a
// face: sums of b_j u_k, where u_k = g_k - sum_m g_m b_m, and of b_j times the depth's gradient.
#pragma once

#include "face_setup.h"

PS_NAMESPACE_BEGIN

// sums[4 * k + j]: over pixels, of b_j u_k for k < 3, of b_j times the gradient by depth for k = 3; j < 3.
constexpr int kFaceSums = 16;

// Adds one pixel. depths: of the corners, from the near plane.
PS_HD void add_fragment(double first, double second, double grad_first, double grad_second, double grad_depth,
                        const double* depths /* (3) */, double* sums /* (16) */) {
  const double weights[4] = {first, second, 1.0 - first - second, 0.0};
  const double grad[3] = {grad_first + grad_depth * depths[0], grad_second + grad_depth * depths[1],
                          grad_depth * depths[2]};
  const double mean = grad[0] * weights[0] + grad[1] * weights[1] + grad[2] * weights[2];
  const double factors[4] = {grad[0] - mean, grad[1] - mean, grad[2] - mean, grad_depth};
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 4; ++j) sums[4 * k + j] += weights[j] * factors[k];
}

// The gradient by corner j's (pixel x * w, pixel y * w, depth - near, w) is written to grad_corners[4 * j]. False where
// the face has no area.
PS_HD bool sums_to_corners(const double* sums /* (16) */, const Corner& a, const Corner& b, const Corner& c,
                           double* grad_corners /* (3, 4) */) {
  const Plane lines[3] = {line_through(b, c), line_through(c, a), line_through(a, b)};
  const double area = determinant(a, lines[0]);
  if (area == 0) return false;
  const double scale = -1.0 / area;
  for (int j = 0; j < 3; ++j) {
    const Plane by = combined(lines, scale * sums[j], scale * sums[4 + j], scale * sums[8 + j]);
    double* const to = grad_corners + 4 * j;
    to[0] = by.a;
    to[1] = by.b;
    to[2] = sums[12 + j];
    to[3] = by.c;
  }
  return true;
}

// On to the corner's position, and to the matrix.
template <class T>
PS_HD void corner_to_mesh(const double* grad_corner /* (4) */, const T* matrix /* (4, 4) */,
                          const T* position /* (3) */, double* grad_position /* (3) */,
                          double* grad_matrix /* 4, 4 */) {
  const double homogeneous[4] = {double(position[0]), double(position[1]), double(position[2]), 1.0};
  for (int column = 0; column < 3; ++column) {
    double sum = 0;
    for (int row = 0; row < 4; ++row) sum += grad_corner[row] * double(matrix[4 * row + column]);
    grad_position[column] = sum;
  }
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 4; ++column) grad_matrix[4 * row + column] += grad_corner[row] * homogeneous[column];
}

PS_NAMESPACE_END
