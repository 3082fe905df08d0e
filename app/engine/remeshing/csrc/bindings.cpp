// SPDX-License-Identifier: MIT
// The Python module app.engine.remeshing._kernels: C-contiguous NumPy arrays in, new ones out.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "remesh.h"
#include "self_intersections.h"
#include "thickness.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

template <class T, class... Shape>
using Input = nb::ndarray<const T, nb::c_contig, nb::device::cpu, Shape...>;
using Points = Input<double, nb::shape<-1, 3>>;
using Faces = Input<int32_t, nb::shape<-1, 3>>;
using Values = Input<double, nb::ndim<1>>;

std::vector<Vector3> vectors(const Points& points) {
  std::vector<Vector3> result(points.shape(0));
  for (size_t i = 0; i < result.size(); ++i) {
    const double* row = points.data() + 3 * i;
    result[i] = {row[0], row[1], row[2]};
  }
  return result;
}

// An array of rows that keeps the values for as long as it lives.
template <class T>
nb::ndarray<nb::numpy, T> array(std::vector<T> values, size_t columns) {
  auto kept = std::make_unique<std::vector<T>>(std::move(values));
  T* data = kept->data();
  const size_t rows = kept->size() / columns;
  nb::capsule owner(kept.release(), [](void* pointer) noexcept { delete static_cast<std::vector<T>*>(pointer); });
  return columns == 1 ? nb::ndarray<nb::numpy, T>(data, {rows}, owner)
                      : nb::ndarray<nb::numpy, T>(data, {rows, columns}, owner);
}

// What `compute` returns, without Python's lock meanwhile; its complaints begin with the name.
template <class Compute>
auto computed(const char* name, Compute compute) {
  const nb::gil_scoped_release release;
  try {
    return compute();
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string(name) + ": " + error.what());
  }
}

nb::tuple remesh_arrays(const Points& positions, const Faces& faces, const Values& edge_lengths, int iterations) {
  const std::vector<Vector3> points = vectors(positions);
  const std::vector<double> lengths(edge_lengths.data(), edge_lengths.data() + edge_lengths.shape(0));
  RemeshedSurface result = computed(
      "remeshed", [&] { return remeshed(points, faces.data(), int32_t(faces.shape(0)), lengths, iterations); });
  return nb::make_tuple(array(std::move(result.positions), 3), array(std::move(result.faces), 3),
                        array(std::move(result.source_faces), 1), array(std::move(result.source_weights), 3));
}

nb::ndarray<nb::numpy, int32_t> self_intersection_pairs(const Points& positions, const Faces& faces) {
  const std::vector<Vector3> points = vectors(positions);
  return array(
      computed("self_intersections", [&] { return self_intersections(points, faces.data(), int32_t(faces.shape(0))); }),
      2);
}

nb::ndarray<nb::numpy, double> thickness(const Points& positions, const Faces& faces) {
  const std::vector<Vector3> points = vectors(positions);
  return array(
      computed("local_thickness", [&] { return local_thickness(points, faces.data(), int32_t(faces.shape(0))); }), 1);
}

}  // namespace
}  // namespace photosculpture

NB_MODULE(_kernels, module) {
  using namespace photosculpture;
  module.def("remeshed", &remesh_arrays);
  module.def("self_intersections", &self_intersection_pairs);
  module.def("local_thickness", &thickness);
}
