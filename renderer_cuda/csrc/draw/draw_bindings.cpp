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
DrawingRecord<T>* forward(const MeshAddresses& mesh, const ImageShape& shape, const AttributeAddresses& attributes,
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
void backward(const DrawingRecord<T>& record, const ImageShape& shape, const AttributeAddresses& attributes,
              int32_t vertex_count, int32_t face_count, uintptr_t positions, uintptr_t matrices, uintptr_t faces,
              uintptr_t grad_image, int64_t view_stride, int64_t row_stride, int64_t column_stride,
              int64_t channel_stride, uintptr_t grad_positions, uintptr_t grad_matrices, uintptr_t grad_attributes,
              int threads) {
  const nb::gil_scoped_release release;
  draw_backward<T>({at<T>(positions),
                    at<T>(matrices),
                    at<int32_t>(faces),
                    drawn_attributes<T>(attributes),
                    record.tables(),
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

template <class T>
void bind(nb::module_& module, const char* record_name, const char* forward_name, const char* backward_name) {
  nb::class_<DrawingRecord<T>>(module, record_name);
  module.def(forward_name, &forward<T>, nb::rv_policy::take_ownership);
  module.def(backward_name, &backward<T>);
}

}  // namespace

void bind_draw(nb::module_& module) {
  nb::class_<AttributeAddresses>(module, "AttributeAddresses").def(nb::init<uintptr_t, bool, uintptr_t, int32_t>());
  bind<float>(module, "DrawingRecordFloat32", "draw_forward_float32", "draw_backward_float32");
  bind<double>(module, "DrawingRecordFloat64", "draw_forward_float64", "draw_backward_float64");
}

}  // namespace photosculpture
