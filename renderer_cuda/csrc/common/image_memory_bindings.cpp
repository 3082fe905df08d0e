// SPDX-License-Identifier: MIT
// Images for Python: tensors whose memory goes back where it came from when nobody holds them any more.
#include <nanobind/ndarray.h>

#include "../bindings.h"
#include "image_memory.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

constexpr size_t kMostAxes = 8;

struct Loan {
  void* memory;
  size_t bytes;
};

template <class T>
nb::ndarray<nb::pytorch> new_image(const nb::tuple& shape) {
  size_t axes = shape.size(), sizes[kMostAxes], bytes = sizeof(T);
  if (axes > kMostAxes) throw nb::value_error("new_image: too many axes");
  for (size_t k = 0; k < axes; ++k) bytes *= sizes[k] = nb::cast<size_t>(shape[k]);
  auto* const loan = new Loan{take_image_memory(bytes), bytes};
  const nb::capsule owner(loan, [](void* pointer) noexcept {
    auto* const ended = static_cast<Loan*>(pointer);
    give_back_image_memory(ended->memory, ended->bytes);
    delete ended;
  });
  return nb::ndarray<nb::pytorch>(loan->memory, axes, sizes, owner, nullptr, nb::dtype<T>());
}

}  // namespace

void bind_image_memory(nb::module_& module) {
  module.def("new_image_float32", &new_image<float>);
  module.def("new_image_float64", &new_image<double>);
  module.def("new_image_int32", &new_image<int32_t>);
  module.def("free_image_memory", &free_image_memory);
}

}  // namespace photosculpture
