// SPDX-License-Identifier: MIT
// Interpolation for Python: tensors come in as addresses (../bindings.h).
#include "../bindings.h"
#include "interpolate_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

template <class T>
InterpolateArguments<T> arguments_of(uintptr_t attributes, bool has_views, uintptr_t faces, int32_t vertex_count,
                                     int32_t face_count, int32_t channels, int32_t views, int32_t height, int32_t width,
                                     uintptr_t face_indices, uintptr_t barycentrics, int threads) {
  return {at<T>(attributes),
          has_views,
          at<int32_t>(faces),
          vertex_count,
          face_count,
          channels,
          views,
          {height, width},
          at<int32_t>(face_indices),
          at<T>(barycentrics),
          threads};
}

template <class T>
void forward(uintptr_t attributes, bool has_views, uintptr_t faces, int32_t vertex_count, int32_t face_count,
             int32_t channels, int32_t views, int32_t height, int32_t width, uintptr_t face_indices,
             uintptr_t barycentrics, int threads, uintptr_t image) {
  const nb::gil_scoped_release release;
  interpolate_forward<T>(arguments_of<T>(attributes, has_views, faces, vertex_count, face_count, channels, views,
                                         height, width, face_indices, barycentrics, threads),
                         at<T>(image));
}

template <class T>
void backward(uintptr_t attributes, bool has_views, uintptr_t faces, int32_t vertex_count, int32_t face_count,
              int32_t channels, int32_t views, int32_t height, int32_t width, uintptr_t face_indices,
              uintptr_t barycentrics, int threads, uintptr_t grad_image, uintptr_t grad_attributes,
              uintptr_t grad_barycentrics) {
  const nb::gil_scoped_release release;
  interpolate_backward<T>(arguments_of<T>(attributes, has_views, faces, vertex_count, face_count, channels, views,
                                          height, width, face_indices, barycentrics, threads),
                          at<T>(grad_image), at<T>(grad_attributes), at<T>(grad_barycentrics));
}

}  // namespace

void bind_interpolate(nb::module_& module) {
  module.def("interpolate_forward_float32", &forward<float>);
  module.def("interpolate_forward_float64", &forward<double>);
  module.def("interpolate_backward_float32", &backward<float>);
  module.def("interpolate_backward_float64", &backward<double>);
}

}  // namespace photosculpture
