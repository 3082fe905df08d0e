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

static_assert(kDrawnRows == kRasterRows, "runs are kept by the rasterizer's strips");

namespace {

template <class T>
void keep_blends(const BlendRecord<T>& blends, const DrawArguments<T>& arguments, DrawingTables<T>& kept) {
  const size_t count = size_t(blends.count());
  kept.rows.resize(count * kBlendRow);
  kept.values.resize(count * kBlendValues);
  kept.offsets.resize(size_t(arguments.views) + 1);
  kept.colours.resize(count * 2 * size_t(arguments.channels));
  blends.write(kept.rows.data(), kept.values.data(), kept.offsets.data(), kept.colours.data());
}

}  // namespace

template <class T>
std::unique_ptr<DrawingRecord<T>> draw_forward(const DrawArguments<T>& arguments) {
  const DrawArguments<T>& a = arguments;
  const MeshView<T>& mesh = a.mesh;
  const int64_t view_pixels = int64_t(a.size.height) * a.size.width;
  advise_large_pages(a.face_indices, size_t(a.views * view_pixels) * sizeof(int32_t));
  advise_large_pages(a.image, size_t(a.views * view_pixels * a.channels) * sizeof(T));
  const MeshViews<T> views = {mesh.positions,  a.matrices, mesh.faces, mesh.vertex_count,
                              mesh.face_count, a.views,    a.size,     a.threads};
  const int64_t view_values = a.attributes.has_views ? int64_t(a.attributes.count) * a.channels : 0;
  const int32_t strips = chunks_of(a.size.height, kRasterRows);
  auto record = std::make_unique<DrawingRecord<T>>();
  DrawingTables<T>& kept = record->tables();
  kept.runs.resize(size_t(a.views) * size_t(strips));
  std::vector<IndexRange> spans(size_t(a.views) * size_t(a.size.height));
  StripRasterizer<T>(views).run([&](const FinishedStrip& done) {
    static thread_local std::vector<FaceRun> found;
    found.resize(size_t(kRasterRows) * size_t(a.size.width) + kRunLanes);
    const DrawnView<T> view = {done.corners,       mesh.faces, a.attributes.values + done.view * view_values,
                               a.attributes.faces, a.channels, a.size.width};
    const int64_t start = done.view * view_pixels,
                  first_row = int64_t(done.view) * a.size.height + done.strip.first_row;
    const int32_t count = draw_kernels<T>().paint(view, done.strip, a.face_indices + start,
                                                  a.image + start * a.channels, found.data(), spans.data() + first_row);
    kept.runs[size_t(done.view * strips + done.strip.first_row / kRasterRows)].assign(found.begin(),
                                                                                      found.begin() + count);
  });
  const auto blends = antialias_forward<T>({mesh, a.matrices, a.parts, a.face_indices, a.image, a.image, spans.data(),
                                            a.size, a.views, a.channels, a.intersections, a.threads});
  keep_blends(*blends, a, kept);
  return record;
}

template std::unique_ptr<DrawingRecord<float>> draw_forward(const DrawArguments<float>&);
template std::unique_ptr<DrawingRecord<double>> draw_forward(const DrawArguments<double>&);

}  // namespace photosculpture
