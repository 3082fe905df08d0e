// SPDX-License-Identifier: MIT
// Sums of gradients over the pixels of a face, compiled once per instruction set; see rasterize_simd.cpp.
#include "../common/simd.h"
#include "face_sums.h"
#include "fragment_gradient.h"

PS_NAMESPACE_BEGIN
namespace {

// Up to kRunLanes pixels of one face.
template <class T>
struct Block {
  const T* barycentrics;       // (kRunLanes, 2)
  const T* grad_barycentrics;  // (kRunLanes, 2)
  const T* grad_depth;         // (kRunLanes)
};

template <class T, bool kHasDepth>
void add_block(const Block<T>& block, int32_t count, const double* depths, double* __restrict sums) {
  double first[kRunLanes], second[kRunLanes], by_first[kRunLanes], by_second[kRunLanes], by_depth[kRunLanes];
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    first[lane] = block.barycentrics[2 * lane];
    second[lane] = block.barycentrics[2 * lane + 1];
    by_first[lane] = block.grad_barycentrics[2 * lane];
    by_second[lane] = block.grad_barycentrics[2 * lane + 1];
    by_depth[lane] = kHasDepth ? block.grad_depth[lane] : T(0);
  }
  const double corner_depths[3] = {depths[0], depths[1], depths[2]};
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    const bool is_used = lane < count;
    const double u = is_used ? first[lane] : 0.0, v = is_used ? second[lane] : 0.0;
    const double grad_u = is_used ? by_first[lane] : 0.0, grad_v = is_used ? by_second[lane] : 0.0;
    const double grad_depth = is_used && kHasDepth ? by_depth[lane] : 0.0;
    const FragmentFactors by = fragment_factors(u, v, grad_u, grad_v, grad_depth, corner_depths);
    for (int k = 0; k < (kHasDepth ? 4 : 3); ++k)
      for (int j = 0; j < 3; ++j) sums[kRunLanes * (3 * k + j) + lane] += by.weights[j] * by.factors[k];
  }
}

// The block that begins at a pixel; near the image's end, where a whole one cannot be read, from a copy.
template <class T>
struct BlockReader {
  T barycentrics[2 * kRunLanes], grad_barycentrics[2 * kRunLanes], grad_depth[kRunLanes];

  Block<T> at(const FragmentView<T>& view, int32_t pixel) {
    const T* const grad = view.grad_barycentrics;
    if (pixel + kRunLanes <= view.pixel_count)
      return {view.barycentrics + 2 * int64_t(pixel), grad ? grad + 2 * int64_t(pixel) : grad_barycentrics,
              view.grad_depth ? view.grad_depth + pixel : nullptr};
    for (int k = 0; k < kRunLanes && pixel + k < view.pixel_count; ++k) {
      for (int j = 0; j < 2; ++j) {
        barycentrics[2 * k + j] = view.barycentrics[2 * int64_t(pixel + k) + j];
        if (grad) grad_barycentrics[2 * k + j] = grad[2 * int64_t(pixel + k) + j];
      }
      if (view.grad_depth) grad_depth[k] = view.grad_depth[pixel + k];
    }
    return {barycentrics, grad_barycentrics, grad_depth};
  }
};

template <class T>
void sum_runs(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
              double* sums) {
  BlockReader<T> reader = {};  // zeros, which stand for the gradient by barycentrics where there is none
  double depths[3] = {0, 0, 0};
  for (int32_t k = 0; k < count; ++k) {
    const FaceRun& run = runs[k];
    double* const to = sums + kFaceSums * int64_t(run.slot);
    if (view.grad_depth) {
      const int32_t* const face = view.faces + 3 * int64_t(strip_faces[run.slot]);
      for (int j = 0; j < 3; ++j) depths[j] = project_corner(view.matrix, view.positions + 3 * int64_t(face[j])).depth;
    }
    for (int32_t done = 0; done < run.count; done += kRunLanes) {
      const Block<T> block = reader.at(view, run.pixel + done);
      if (view.grad_depth)
        add_block<T, true>(block, run.count - done, depths, to);
      else
        add_block<T, false>(block, run.count - done, depths, to);
    }
  }
}

double lane_sum(const double* lanes) {
  static_assert(kRunLanes == 8, "adds eight lanes");
  const double left = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6]);
  return left + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
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
    double terms[kFaceTerms], by_corner[12] = {};
    for (int k = 0; k < kFaceTerms; ++k) terms[k] = lane_sum(sums + kFaceSums * int64_t(slot) + kRunLanes * k);
    terms_to_corners(terms, corner[0], corner[1], corner[2], by_corner);
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
