// SPDX-License-Identifier: MIT
// The inner loops of this stage for the instruction set at hand.
#include "../common/instruction_sets.h"
#include "contour_kernels.h"
#include "nearby_edges.h"
#include "strip.h"

namespace photosculpture {

PS_BEST_TABLE(StripKernels<float>, strip_kernels_float)
PS_BEST_TABLE(StripKernels<double>, strip_kernels_double)
PS_BEST_TABLE(EdgeKernels, edge_kernels)
PS_BEST_TABLE(ContourKernels<float>, contour_kernels_float)
PS_BEST_TABLE(ContourKernels<double>, contour_kernels_double)

template <>
const StripKernels<float>& strip_kernels<float>() {
  return best_strip_kernels_float();
}
template <>
const StripKernels<double>& strip_kernels<double>() {
  return best_strip_kernels_double();
}
template <>
const ContourKernels<float>& contour_kernels<float>() {
  return best_contour_kernels_float();
}
template <>
const ContourKernels<double>& contour_kernels<double>() {
  return best_contour_kernels_double();
}
const EdgeKernels& edge_kernels() { return best_edge_kernels(); }

}  // namespace photosculpture
