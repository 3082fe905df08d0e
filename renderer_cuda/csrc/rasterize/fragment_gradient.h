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

// Sums over a face's pixels: terms[3 * k + j] is of b_j u_k for k < 3, of b_j times the gradient by depth for k = 3.
constexpr int kFaceTerms = 12;

// What one pixel adds to each of them is weights[j] * factors[k].
struct FragmentFactors {
  double weights[3], factors[4];
};

// depths: of the corners, from the near plane.
PS_HD FragmentFactors fragment_factors(double first, double second, double grad_first, double grad_second,
                                       double grad_depth, const double* depths /* (3) */) {
  const double third = 1.0 - first - second;
  const double by_first = grad_first + grad_depth * depths[0], by_second = grad_second + grad_depth * depths[1];
  const double by_third = grad_depth * depths[2];
  const double mean = by_first * first + by_second * second + by_third * third;
  return {{first, second, third}, {by_first - mean, by_second - mean, by_third - mean, grad_depth}};
}

// The gradient by corner j's (pixel x * w, pixel y * w, depth - near, w) is written to grad_corners[4 * j]. False where
// the face has no area.
PS_HD bool terms_to_corners(const double* terms /* (12) */, const Corner& a, const Corner& b, const Corner& c,
                            double* grad_corners /* (3, 4) */) {
  const Plane lines[3] = {line_through(b, c), line_through(c, a), line_through(a, b)};
  const double area = determinant(a, lines[0]);
  const double scale = area == 0 ? 0.0 : -1.0 / area;
  for (int j = 0; j < 3; ++j) {
    const Plane by = combined(lines, scale * terms[j], scale * terms[3 + j], scale * terms[6 + j]);
    double* const to = grad_corners + 4 * j;
    to[0] = by.a;
    to[1] = by.b;
    to[2] = terms[9 + j];
    to[3] = by.c;
  }
  return area != 0;
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
