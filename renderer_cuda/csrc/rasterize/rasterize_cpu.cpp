// SPDX-License-Identifier: MIT
#include "rasterize_cpu.h"

#include "../common/large_pages.h"
#include "strip_rasterizer.h"

namespace photosculpture {

template <class T>
void rasterize_forward(const RasterizeArguments<T>& arguments) {
  const RasterizeArguments<T>& a = arguments;
  const int64_t view_pixels = int64_t(a.size.height) * a.size.width;
  const size_t pixels = size_t(a.views) * size_t(view_pixels);
  advise_large_pages(a.face_indices, pixels * sizeof(int32_t));
  advise_large_pages(a.barycentrics, 2 * pixels * sizeof(T));
  advise_large_pages(a.depth, pixels * sizeof(T));
  const MeshViews<T> mesh = {a.positions,  a.matrices, a.faces, a.vertex_count,
                             a.face_count, a.views,    a.size,  a.threads};
  StripRasterizer<T>(mesh).run([&](const FinishedStrip& done) {
    const int64_t start = done.view * view_pixels;
    rasterize_kernels<T>().resolve(done.corners, a.faces, done.strip, double(a.nears[done.view]),
                                   {a.face_indices + start, a.barycentrics + 2 * start, a.depth + start});
  });
}

template void rasterize_forward(const RasterizeArguments<float>&);
template void rasterize_forward(const RasterizeArguments<double>&);

}  // namespace photosculpture
