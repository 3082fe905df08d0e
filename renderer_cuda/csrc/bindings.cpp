// SPDX-License-Identifier: MIT
// The Python module renderer_cuda._kernels.
#include "bindings.h"

#include "common/instruction_sets.h"

NB_MODULE(_kernels, module) {
  using namespace photosculpture;
  // Graphs that are alive when the interpreter ends still hold their records.
  nanobind::set_leak_warnings(false);
  bind_antialias(module);
  bind_draw(module);
  bind_image_memory(module);
  bind_interpolate(module);
  bind_rasterize(module);
  bind_screen_slopes(module);
  bind_silhouette(module);
  bind_texture(module);
  module.def("instruction_set", &instruction_set);
}
