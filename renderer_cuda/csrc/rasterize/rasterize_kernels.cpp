// SPDX-License-Identifier: MIT
// The inner loops of this stage for the instruction set at hand.
#include "../common/instruction_sets.h"
#include "depth_strip.h"
#include "face_boxes.h"
#include "face_sums.h"

namespace photosculpture {

PS_BEST_TABLE(RasterizeKernels<float>, rasterize_kernels_float)
PS_BEST_TABLE(RasterizeKernels<double>, rasterize_kernels_double)
PS_BEST_TABLE(FaceBoxKernels<float>, face_box_kernels_float)
PS_BEST_TABLE(FaceBoxKernels<double>, face_box_kernels_double)
PS_BEST_TABLE(FaceSumKernels<float>, face_sum_kernels_float)
PS_BEST_TABLE(FaceSumKernels<double>, face_sum_kernels_double)

template <>
const RasterizeKernels<float>& rasterize_kernels<float>() {
  return best_rasterize_kernels_float();
}
template <>
const RasterizeKernels<double>& rasterize_kernels<double>() {
  return best_rasterize_kernels_double();
}
template <>
const FaceBoxKernels<float>& face_box_kernels<float>() {
  return best_face_box_kernels_float();
}
template <>
const FaceBoxKernels<double>& face_box_kernels<double>() {
  return best_face_box_kernels_double();
}
template <>
const FaceSumKernels<float>& face_sum_kernels<float>() {
  return best_face_sum_kernels_float();
}
template <>
const FaceSumKernels<double>& face_sum_kernels<double>() {
  return best_face_sum_kernels_double();
}

}  // namespace photosculpture
