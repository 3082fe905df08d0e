// SPDX-License-Identifier: MIT
// Drawing for Python: tensors come in as addresses (../bindings.h).
#include "../common/image_shape.h"
#include "../silhouette/mesh_addresses.h"
#include "draw_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

struct AttributeAddresses {
  uintptr_t values;
  bool has_views;
  uintptr_t faces;
  int32_t count;
};

template <class T>
DrawnAttributes<T> drawn_attributes(const AttributeAddresses& attributes) {
  return {at<T>(attributes.values), attributes.has_views, at<int32_t>(attributes.faces), attributes.count};
}

// The caller owns the record.
template <class T>
BlendRecord<T>* forward(const MeshAddresses& mesh, const ImageShape& shape, const AttributeAddresses& attributes,
                        uintptr_t positions, uintptr_t matrices, uintptr_t parts, uintptr_t face_indices,
                        uintptr_t image, bool intersections, int threads) {
  const nb::gil_scoped_release release;
  return draw_forward<T>({mesh_view<T>(mesh, positions),
                          at<T>(matrices),
                          at<int32_t>(parts),
                          drawn_attributes<T>(attributes),
                          at<int32_t>(face_indices),
                          at<T>(image),
                          {shape.height, shape.width},
                          shape.views,
                          shape.channels,
                          intersections,
                          threads})
      .release();
}

template <class T>
void backward(const ImageShape& shape, const AttributeAddresses& attributes, int32_t vertex_count, int32_t face_count,
              uintptr_t positions, uintptr_t matrices, uintptr_t faces, uintptr_t face_indices, uintptr_t rows,
              uintptr_t values, uintptr_t offsets, uintptr_t colours, uintptr_t grad_image, int64_t view_stride,
              int64_t row_stride, int64_t column_stride, int64_t channel_stride, uintptr_t grad_positions,
              uintptr_t grad_matrices, uintptr_t grad_attributes, int threads) {
  const nb::gil_scoped_release release;
  draw_backward<T>({at<T>(positions),
                    at<T>(matrices),
                    at<int32_t>(faces),
                    drawn_attributes<T>(attributes),
                    at<int32_t>(face_indices),
                    at<int32_t>(rows),
                    at<double>(values),
                    at<int64_t>(offsets),
                    at<T>(colours),
                    at<T>(grad_image),
                    {view_stride, row_stride, column_stride, channel_stride},
                    at<T>(grad_positions),
                    at<T>(grad_matrices),
                    at<T>(grad_attributes),
                    {shape.height, shape.width},
                    vertex_count,
                    face_count,
                    shape.views,
                    shape.channels,
                    threads});
}

}  // namespace

void bind_draw(nb::module_& module) {
  nb::class_<AttributeAddresses>(module, "AttributeAddresses").def(nb::init<uintptr_t, bool, uintptr_t, int32_t>());
  module.def("draw_forward_float32", &forward<float>, nb::rv_policy::take_ownership);
  module.def("draw_forward_float64", &forward<double>, nb::rv_policy::take_ownership);
  module.def("draw_backward_float32", &backward<float>);
  module.def("draw_backward_float64", &backward<double>);
}

}  // namespace photosculpture
