// SPDX-License-Identifier: MIT
// The parts of the Python module renderer_cuda._kernels, one a stage. Tensors come in as addresses: the stage's Python
// side has checked device, dtype, shape and contiguity, and a raw address costs a tenth of a checked array.
#pragma once

#include <nanobind/nanobind.h>
#include <stdint.h>

namespace photosculpture {

template <class P>
P* at(uintptr_t address) {
  return reinterpret_cast<P*>(address);
}

void bind_antialias(nanobind::module_& module);
void bind_draw(nanobind::module_& module);
void bind_image_memory(nanobind::module_& module);
void bind_interpolate(nanobind::module_& module);
void bind_rasterize(nanobind::module_& module);
void bind_screen_slopes(nanobind::module_& module);
void bind_silhouette(nanobind::module_& module);
void bind_texture(nanobind::module_& module);

}  // namespace photosculpture
