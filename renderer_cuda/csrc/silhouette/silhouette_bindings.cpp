// SPDX-License-Identifier: MIT
// The silhouette stage for Python: tensors come in as addresses (../bindings.h).
#include "mesh_addresses.h"
#include "silhouette_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

// The caller owns the record.
template <class T>
OutlineRecord<T>* forward(const MeshAddresses& mesh, uintptr_t positions, uintptr_t matrices, int32_t views,
                          int32_t height, int32_t width, double softness, double reach, uintptr_t image, int threads) {
  const nb::gil_scoped_release release;
  return silhouette_forward<T>({mesh_view<T>(mesh, positions),
                                at<T>(matrices),
                                views,
                                {height, width},
                                T(softness),
                                T(reach),
                                at<T>(image),
                                threads})
      .release();
}

template <class T>
void write(const OutlineRecord<T>& record, uintptr_t contour, uintptr_t segments, uintptr_t intervals,
           uintptr_t band_pixels, uintptr_t band_segments, uintptr_t band_slopes, uintptr_t offsets) {
  const nb::gil_scoped_release release;
  record.write(at<int32_t>(contour), at<int32_t>(segments), at<double>(intervals), at<int32_t>(band_pixels),
               at<int32_t>(band_segments), at<T>(band_slopes), at<int32_t>(offsets));
}

template <class T>
void backward(uintptr_t positions, uintptr_t matrices, int32_t vertex_count, int32_t views, int32_t height,
              int32_t width, uintptr_t contour, uintptr_t segments, uintptr_t intervals, uintptr_t band_pixels,
              uintptr_t band_segments, uintptr_t band_slopes, uintptr_t offsets, uintptr_t grad_image,
              int64_t view_stride, int64_t row_stride, int64_t column_stride, uintptr_t grad_positions,
              uintptr_t grad_matrices, int threads) {
  const nb::gil_scoped_release release;
  silhouette_backward<T>({at<T>(positions),
                          at<T>(matrices),
                          vertex_count,
                          views,
                          {height, width},
                          at<int32_t>(contour),
                          at<int32_t>(segments),
                          at<double>(intervals),
                          at<int32_t>(band_pixels),
                          at<int32_t>(band_segments),
                          at<T>(band_slopes),
                          at<int32_t>(offsets),
                          at<T>(grad_image),
                          {view_stride, row_stride, column_stride},
                          at<T>(grad_positions),
                          at<T>(grad_matrices),
                          threads});
}

template <class T>
void bind(nb::module_& module, const char* record_name, const char* forward_name, const char* backward_name) {
  nb::class_<OutlineRecord<T>>(module, record_name)
      .def_prop_ro("contour_count", &OutlineRecord<T>::contour_count)
      .def_prop_ro("segment_count", &OutlineRecord<T>::segment_count)
      .def_prop_ro("band_count", &OutlineRecord<T>::band_count)
      .def("write", &write<T>);
  module.def(forward_name, &forward<T>, nb::rv_policy::take_ownership);
  module.def(backward_name, &backward<T>);
}

}  // namespace

void bind_silhouette(nb::module_& module) {
  nb::class_<MeshAddresses>(module, "MeshAddresses")
      .def(nb::init<uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, int32_t, int32_t, int32_t, int32_t>());
  bind<float>(module, "OutlineRecordFloat32", "silhouette_forward_float32", "silhouette_backward_float32");
  bind<double>(module, "OutlineRecordFloat64", "silhouette_forward_float64", "silhouette_backward_float64");
}

}  // namespace photosculpture
