// SPDX-License-Identifier: MIT
// Slopes of attributes for Python: tensors come in as addresses (../bindings.h).
#include "../bindings.h"
#include "screen_slopes_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

template <class T>
void forward(uintptr_t attributes, bool has_views, uintptr_t faces, uintptr_t positions, uintptr_t welded,
             uintptr_t matrices, int32_t attribute_count, int32_t face_count, int32_t channels, int32_t views,
             int32_t height, int32_t width, uintptr_t face_indices, int threads, uintptr_t slopes) {
  const nb::gil_scoped_release release;
  screen_slopes<T>({at<T>(attributes),
                    has_views,
                    at<int32_t>(faces),
                    at<T>(positions),
                    at<int32_t>(welded),
                    at<T>(matrices),
                    attribute_count,
                    face_count,
                    channels,
                    views,
                    {height, width},
                    at<int32_t>(face_indices),
                    threads},
                   at<T>(slopes));
}

}  // namespace

void bind_screen_slopes(nb::module_& module) {
  module.def("screen_slopes_float32", &forward<float>);
  module.def("screen_slopes_float64", &forward<double>);
}

}  // namespace photosculpture
