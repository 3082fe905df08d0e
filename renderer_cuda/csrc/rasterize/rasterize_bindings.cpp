// SPDX-License-Identifier: MIT
// The rasterizer for Python: tensors come in as addresses (../bindings.h).
#include "../bindings.h"
#include "rasterize_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

template <class T>
void forward(uintptr_t positions, uintptr_t matrices, uintptr_t nears, uintptr_t faces, int32_t vertex_count,
             int32_t face_count, int32_t views, int32_t height, int32_t width, uintptr_t face_indices,
             uintptr_t barycentrics, uintptr_t depth, int threads) {
  const nb::gil_scoped_release release;
  rasterize_forward<T>({at<T>(positions),
                        at<T>(matrices),
                        at<T>(nears),
                        at<int32_t>(faces),
                        vertex_count,
                        face_count,
                        views,
                        {height, width},
                        at<int32_t>(face_indices),
                        at<T>(barycentrics),
                        at<T>(depth),
                        threads});
}

template <class T>
void backward(uintptr_t positions, uintptr_t matrices, uintptr_t faces, int32_t vertex_count, int32_t face_count,
              int32_t views, int32_t height, int32_t width, uintptr_t face_indices, uintptr_t barycentrics,
              uintptr_t grad_barycentrics, uintptr_t grad_depth, uintptr_t grad_positions, uintptr_t grad_matrices,
              int threads) {
  const nb::gil_scoped_release release;
  rasterize_backward<T>({at<T>(positions),
                         at<T>(matrices),
                         at<int32_t>(faces),
                         vertex_count,
                         face_count,
                         views,
                         {height, width},
                         at<int32_t>(face_indices),
                         at<T>(barycentrics),
                         at<T>(grad_barycentrics),
                         at<T>(grad_depth),
                         at<T>(grad_positions),
                         at<T>(grad_matrices),
                         threads});
}

}  // namespace

void bind_rasterize(nb::module_& module) {
  module.def("rasterize_forward_float32", &forward<float>);
  module.def("rasterize_forward_float64", &forward<double>);
  module.def("rasterize_backward_float32", &backward<float>);
  module.def("rasterize_backward_float64", &backward<double>);
}

}  // namespace photosculpture
