// SPDX-License-Identifier: MIT
// The texture stage for Python: tensors come in as addresses (../bindings.h), 0 for those that are not there.
#include "../bindings.h"
#include "texture_cpu.h"

namespace nb = nanobind;

namespace photosculpture {
namespace {

struct TextureAddresses {
  uintptr_t texels, coarser, uv, slopes, face_indices;
};

template <class T>
TextureArguments<T> arguments(const TextureShape& shape, const TextureAddresses& tensors, int32_t pixels, int threads) {
  return {shape,
          at<T>(tensors.texels),
          at<T>(tensors.coarser),
          at<T>(tensors.uv),
          at<T>(tensors.slopes),
          at<int32_t>(tensors.face_indices),
          pixels,
          threads};
}

template <class T>
void forward(const TextureShape& shape, const TextureAddresses& tensors, int32_t pixels, int threads, uintptr_t image) {
  const nb::gil_scoped_release release;
  texture_forward<T>(arguments<T>(shape, tensors, pixels, threads), at<T>(image));
}

template <class T>
void backward(const TextureShape& shape, const TextureAddresses& tensors, int32_t pixels, int threads,
              uintptr_t grad_image, uintptr_t grad_texels, uintptr_t grad_coarser, uintptr_t grad_uv) {
  const nb::gil_scoped_release release;
  texture_backward<T>(arguments<T>(shape, tensors, pixels, threads), at<T>(grad_image), at<T>(grad_texels),
                      at<T>(grad_coarser), at<T>(grad_uv));
}

}  // namespace

void bind_texture(nb::module_& module) {
  nb::class_<TextureShape>(module, "TextureShape")
      .def(nb::init<int32_t, int32_t, int32_t, int32_t, int32_t, int32_t>());
  nb::class_<TextureAddresses>(module, "TextureAddresses")
      .def(nb::init<uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t>());
  module.def("texture_forward_float32", &forward<float>);
  module.def("texture_forward_float64", &forward<double>);
  module.def("texture_backward_float32", &backward<float>);
  module.def("texture_backward_float64", &backward<double>);
}

}  // namespace photosculpture
