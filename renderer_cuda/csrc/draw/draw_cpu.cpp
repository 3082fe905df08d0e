// SPDX-License-Identifier: MIT
// Forward pass: strips of rows are painted as soon as their pixels know their faces; then edges are blended in place.
#include "draw_cpu.h"

#include "../common/instruction_sets.h"
#include "../common/large_pages.h"
#include "../rasterize/strip_rasterizer.h"
#include "draw_rows.h"

namespace photosculpture {

PS_BEST_TABLE(DrawKernels<float>, draw_kernels_float)
PS_BEST_TABLE(DrawKernels<double>, draw_kernels_double)

template <>
const DrawKernels<float>& draw_kernels<float>() {
  return best_draw_kernels_float();
}
template <>
const DrawKernels<double>& draw_kernels<double>() {
  return best_draw_kernels_double();
}

template <class T>
std::unique_ptr<BlendRecord<T>> draw_forward(const DrawArguments<T>& arguments) {
  const DrawArguments<T>& a = arguments;
  const MeshView<T>& mesh = a.mesh;
  const int64_t view_pixels = int64_t(a.size.height) * a.size.width;
  advise_large_pages(a.face_indices, size_t(a.views * view_pixels) * sizeof(int32_t));
  advise_large_pages(a.image, size_t(a.views * view_pixels * a.channels) * sizeof(T));
  const MeshViews<T> views = {mesh.positions,  a.matrices, mesh.faces, mesh.vertex_count,
                              mesh.face_count, a.views,    a.size,     a.threads};
  const int64_t view_values = a.attributes.has_views ? int64_t(a.attributes.count) * a.channels : 0;
  StripRasterizer<T>(views).run([&](const FinishedStrip& done) {
    const DrawnView<T> view = {done.corners,       mesh.faces,         a.attributes.values + done.view * view_values,
                               a.attributes.faces, a.attributes.count, mesh.face_count,
                               a.channels,         a.size.width};
    const int64_t start = done.view * view_pixels;
    draw_kernels<T>().paint(view, done.strip, a.face_indices + start, a.image + start * a.channels);
  });
  return antialias_forward<T>({mesh, a.matrices, a.parts, a.face_indices, a.image, a.image, a.size, a.views, a.channels,
                               a.intersections, a.threads});
}

template std::unique_ptr<BlendRecord<float>> draw_forward(const DrawArguments<float>&);
template std::unique_ptr<BlendRecord<double>> draw_forward(const DrawArguments<double>&);

}  // namespace photosculpture
