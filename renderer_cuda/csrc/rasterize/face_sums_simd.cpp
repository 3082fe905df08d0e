// SPDX-License-Identifier: MIT
// Sums of gradients over the pixels of a face, compiled once per instruction set; see rasterize_simd.cpp.
#include "../common/simd.h"
#include "face_sums.h"
#include "fragment_gradient.h"

PS_NAMESPACE_BEGIN
namespace {

template <class T, bool kHasDepth>
FragmentFactors factors_at(const FragmentView<T>& view, int64_t pixel, const double* depths) {
  const double first = view.barycentrics[2 * pixel], second = view.barycentrics[2 * pixel + 1];
  const T* const grad = view.grad_barycentrics ? view.grad_barycentrics + 2 * pixel : nullptr;
  const double by_first = grad ? double(grad[0]) : 0.0, by_second = grad ? double(grad[1]) : 0.0;
  if constexpr (kHasDepth) return fragment_factors(first, second, by_first, by_second, view.grad_depth[pixel], depths);
  const double mean = by_first * first + by_second * second;
  return {{first, second, 1.0 - first - second}, {by_first - mean, by_second - mean, -mean, 0.0}};
}

// Pixel by pixel: most runs are shorter than a register of lanes, the terms of a pixel just fill some.
template <class T, bool kHasDepth>
void sum_runs_of(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
                 double* sums) {
  int32_t known = 0;
  double depths[3] = {0, 0, 0};
  for (int32_t k = 0; k < count; ++k) {
    const FaceRun run = runs[k];
    const int64_t below = int64_t(run.pixel) + view.width;
    PS_PREFETCH(view.barycentrics + 2 * below);
    if (view.grad_barycentrics) PS_PREFETCH(view.grad_barycentrics + 2 * below);
    if (kHasDepth) {
      const int32_t* const face = view.faces + 3 * int64_t(strip_faces[run.slot]);
      for (int j = 0; j < 3; ++j) depths[j] = project_corner(view.matrix, view.positions + 3 * int64_t(face[j])).depth;
    }
    double terms[4][4] = {};
    for (int32_t pixel = run.pixel; pixel < run.pixel + run.count; ++pixel) {
      const FragmentFactors by = factors_at<T, kHasDepth>(view, pixel, depths);
      const double weights[4] = {by.weights[0], by.weights[1], by.weights[2], 0.0};
      for (int i = 0; i < (kHasDepth ? 4 : 3); ++i)
        for (int j = 0; j < 4; ++j) terms[i][j] += weights[j] * by.factors[i];
    }
    double* const to = sums + kFaceSums * int64_t(run.slot);
    const double keep = run.slot < known ? 1.0 : 0.0;
    if (keep == 0.0)
      for (int i = 0; i < kFaceSums; ++i) to[i] = 0;
    known += keep == 0.0;
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j) to[4 * i + j] += terms[i][j];
  }
}

template <class T>
void sum_runs(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
              double* sums) {
  if (view.grad_depth)
    sum_runs_of<T, true>(view, runs, count, strip_faces, sums);
  else
    sum_runs_of<T, false>(view, runs, count, strip_faces, sums);
}

template <class T>
void to_corners(const FragmentView<T>& view, const int32_t* strip_faces, int32_t count, const double* sums,
                double* corners) {
  T positions[3][3][kLanes];
  double terms[kFaceTerms][kLanes], by_corner[12][kLanes];
  int32_t has_area[kLanes];
  for (int32_t first = 0; first < count; first += kLanes) {
    const int32_t lanes = count - first < kLanes ? count - first : kLanes;
    for (int lane = 0; lane < kLanes; ++lane) {
      const int32_t slot = first + (lane < lanes ? lane : 0);
      const int32_t* const face = view.faces + 3 * int64_t(strip_faces[slot]);
      for (int j = 0; j < 3; ++j)
        for (int k = 0; k < 3; ++k) positions[j][k][lane] = view.positions[3 * int64_t(face[j]) + k];
      for (int k = 0; k < 4; ++k)
        for (int j = 0; j < 3; ++j) terms[3 * k + j][lane] = sums[kFaceSums * int64_t(slot) + 4 * k + j];
    }
    PS_LANES
    for (int lane = 0; lane < kLanes; ++lane) {
      Corner corner[3];
      for (int j = 0; j < 3; ++j) {
        const T position[3] = {positions[j][0][lane], positions[j][1][lane], positions[j][2][lane]};
        corner[j] = project_corner(view.matrix, position);
      }
      double of_face[kFaceTerms], by[12];
      for (int k = 0; k < kFaceTerms; ++k) of_face[k] = terms[k][lane];
      has_area[lane] = terms_to_corners(of_face, corner[0], corner[1], corner[2], by);
      for (int k = 0; k < 12; ++k) by_corner[k][lane] = by[k];
    }
    for (int lane = 0; lane < lanes; ++lane) {
      if (!has_area[lane]) continue;
      const int32_t* const face = view.faces + 3 * int64_t(strip_faces[first + lane]);
      for (int j = 0; j < 3; ++j) {
        double* const to = corners + 4 * int64_t(face[j]);
        for (int k = 0; k < 4; ++k) to[k] += by_corner[4 * j + k][lane];
      }
    }
  }
}

template <class T>
void to_mesh(const FragmentView<T>& view, int32_t vertex_count, const double* corners, T* grad_positions,
             double* grad_matrix) {
  double matrix_sum[16] = {};
  for (int32_t v = 0; v < vertex_count; ++v) {
    const double* const by_corner = corners + 4 * int64_t(v);
    double by_position[3] = {0, 0, 0};
    // The position of a vertex that is not seen may be no number.
    if (by_corner[0] != 0 || by_corner[1] != 0 || by_corner[2] != 0 || by_corner[3] != 0)
      corner_to_mesh(by_corner, view.matrix, view.positions + 3 * int64_t(v), by_position, matrix_sum);
    for (int k = 0; k < 3; ++k) grad_positions[3 * int64_t(v) + k] = T(by_position[k]);
  }
  for (int k = 0; k < 16; ++k) grad_matrix[k] += matrix_sum[k];
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; rasterize_kernels.cpp picks one at run time.
extern const FaceSumKernels<float> PS_JOIN(face_sum_kernels_float_, PS_ISA);
extern const FaceSumKernels<double> PS_JOIN(face_sum_kernels_double_, PS_ISA);
const FaceSumKernels<float> PS_JOIN(face_sum_kernels_float_, PS_ISA) = {
    PS_ISA::sum_runs<float>, PS_ISA::to_corners<float>, PS_ISA::to_mesh<float>};
const FaceSumKernels<double> PS_JOIN(face_sum_kernels_double_, PS_ISA) = {
    PS_ISA::sum_runs<double>, PS_ISA::to_corners<double>, PS_ISA::to_mesh<double>};

}  // namespace photosculpture
