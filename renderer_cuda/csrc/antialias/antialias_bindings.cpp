// SPDX-License-Identifier: MIT
// The antialias stage for Python: tensors come in as addresses (../bindings.h).
#include "../common/image_shape.h"
#include "../silhouette/mesh_addresses.h"
#include "antialias_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

// The caller owns the record.
template <class T>
BlendRecord<T>* forward(const MeshAddresses& mesh, const ImageShape& shape, uintptr_t positions, uintptr_t matrices,
                        uintptr_t parts, uintptr_t face_indices, uintptr_t image, uintptr_t result, bool intersections,
                        int threads) {
  const nb::gil_scoped_release release;
  return antialias_forward<T>({mesh_view<T>(mesh, positions),
                               at<T>(matrices),
                               at<int32_t>(parts),
                               at<int32_t>(face_indices),
                               at<T>(image),
                               at<T>(result),
                               nullptr,
                               {shape.height, shape.width},
                               shape.views,
                               shape.channels,
                               intersections,
                               threads})
      .release();
}

template <class T>
void write(const BlendRecord<T>& record, uintptr_t rows, uintptr_t values, uintptr_t offsets) {
  const nb::gil_scoped_release release;
  record.write(at<int32_t>(rows), at<double>(values), at<int64_t>(offsets), nullptr);
}

// Addresses of gradients that nobody wants are 0.
template <class T>
void backward(const ImageShape& shape, int32_t vertex_count, uintptr_t positions, uintptr_t faces, uintptr_t matrices,
              uintptr_t image, uintptr_t rows, uintptr_t values, uintptr_t offsets, uintptr_t grad_result,
              int64_t view_stride, int64_t row_stride, int64_t column_stride, int64_t channel_stride,
              uintptr_t grad_image, uintptr_t grad_positions, uintptr_t grad_matrices, int threads) {
  const nb::gil_scoped_release release;
  antialias_backward<T>({at<T>(positions),
                         at<int32_t>(faces),
                         at<T>(matrices),
                         at<T>(image),
                         nullptr,
                         at<int32_t>(rows),
                         at<double>(values),
                         at<int64_t>(offsets),
                         at<T>(grad_result),
                         {view_stride, row_stride, column_stride, channel_stride},
                         at<T>(grad_image),
                         at<T>(grad_positions),
                         at<T>(grad_matrices),
                         {shape.height, shape.width},
                         vertex_count,
                         shape.views,
                         shape.channels,
                         threads});
}

template <class T>
void bind(nb::module_& module, const char* record_name, const char* forward_name, const char* backward_name) {
  nb::class_<BlendRecord<T>>(module, record_name).def_prop_ro("count", &BlendRecord<T>::count).def("write", &write<T>);
  module.def(forward_name, &forward<T>, nb::rv_policy::take_ownership);
  module.def(backward_name, &backward<T>);
}

}  // namespace

void bind_antialias(nb::module_& module) {
  nb::class_<ImageShape>(module, "ImageShape").def(nb::init<int32_t, int32_t, int32_t, int32_t>());
  module.def("find_parts", [](uintptr_t faces, int32_t face_count, int32_t vertex_count, uintptr_t parts) {
    const nb::gil_scoped_release release;
    find_parts(at<int32_t>(faces), face_count, vertex_count, at<int32_t>(parts));
  });
  bind<float>(module, "BlendRecordFloat32", "antialias_forward_float32", "antialias_backward_float32");
  bind<double>(module, "BlendRecordFloat64", "antialias_forward_float64", "antialias_backward_float64");
}

}  // namespace photosculpture
