// SPDX-License-Identifier: MIT
// Sums of gradients over the pixels of a face, compiled once per instruction set; see rasterize_simd.cpp.
#include "../common/face_run.h"
#include "../common/simd.h"
#include "face_sums.h"
#include "fragment_gradient.h"

PS_NAMESPACE_BEGIN
namespace {

template <class T, bool kHasBarycentrics, bool kHasDepth>
void sum_run(const FragmentView<T>& view, const FaceRun& run, const double* depths, double* to) {
  double sums[kFaceSums];
  for (int k = 0; k < kFaceSums; ++k) sums[k] = to[k];
  for (int32_t pixel = run.pixel; pixel < run.pixel + run.count; ++pixel) {
    const T* const weights = view.barycentrics + 2 * int64_t(pixel);
    const T* const grad = view.grad_barycentrics + 2 * int64_t(pixel);
    add_fragment(weights[0], weights[1], kHasBarycentrics ? grad[0] : T(0), kHasBarycentrics ? grad[1] : T(0),
                 kHasDepth ? view.grad_depth[pixel] : T(0), depths, sums);
  }
  for (int k = 0; k < kFaceSums; ++k) to[k] = sums[k];
}

template <class T>
void sum_runs(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
              double* sums) {
  for (int32_t k = 0; k < count; ++k) {
    const FaceRun& run = runs[k];
    double* const to = sums + kFaceSums * int64_t(run.slot);
    double depths[3] = {0, 0, 0};
    if (!view.grad_depth) {
      sum_run<T, true, false>(view, run, depths, to);
      continue;
    }
    const int32_t* const face = view.faces + 3 * int64_t(strip_faces[run.slot]);
    for (int j = 0; j < 3; ++j) depths[j] = project_corner(view.matrix, view.positions + 3 * int64_t(face[j])).depth;
    if (view.grad_barycentrics)
      sum_run<T, true, true>(view, run, depths, to);
    else
      sum_run<T, false, true>(view, run, depths, to);
  }
}

template <class T>
void to_mesh(const FragmentView<T>& view, const int32_t* strip_faces, int32_t count, const double* sums,
             T* grad_corners, double* grad_matrix) {
  double matrix_sum[16] = {};
  for (int32_t slot = 0; slot < count; ++slot) {
    const int32_t* const face = view.faces + 3 * int64_t(strip_faces[slot]);
    const T* position[3];
    Corner corner[3];
    for (int j = 0; j < 3; ++j) {
      position[j] = view.positions + 3 * int64_t(face[j]);
      corner[j] = project_corner(view.matrix, position[j]);
    }
    double by_corner[12] = {};
    sums_to_corners(sums + kFaceSums * int64_t(slot), corner[0], corner[1], corner[2], by_corner);
    for (int j = 0; j < 3; ++j) {
      double by_position[3];
      corner_to_mesh(by_corner + 4 * j, view.matrix, position[j], by_position, matrix_sum);
      for (int k = 0; k < 3; ++k) grad_corners[9 * int64_t(slot) + 3 * j + k] = T(by_position[k]);
    }
  }
  for (int k = 0; k < 16; ++k) grad_matrix[k] += matrix_sum[k];
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; rasterize_kernels.cpp picks one at run time.
extern const FaceSumKernels<float> PS_JOIN(face_sum_kernels_float_, PS_ISA);
extern const FaceSumKernels<double> PS_JOIN(face_sum_kernels_double_, PS_ISA);
const FaceSumKernels<float> PS_JOIN(face_sum_kernels_float_, PS_ISA) = {PS_ISA::sum_runs<float>,
                                                                        PS_ISA::to_mesh<float>};
const FaceSumKernels<double> PS_JOIN(face_sum_kernels_double_, PS_ISA) = {PS_ISA::sum_runs<double>,
                                                                          PS_ISA::to_mesh<double>};

}  // namespace photosculpture
