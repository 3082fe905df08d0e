// SPDX-License-Identifier: MIT
// All kernels of the rasterizer, for one number type: PS_REAL, float or double, is defined by who compiles this.
// rasterize_cuda.py launches them in the order in which they stand. N views, V vertices, F faces.
#include "../common/warp.h"
#include "fragment_gradient.h"

using namespace photosculpture;
using Real = PS_REAL;

// A pixel's key: the bits of its depth from the near plane, which order as the depths do, above those of its face.
constexpr unsigned long long kNothing = ~0ull;
// A face with more pixels in its box than this is drawn by a whole warp.
constexpr int32_t kPixelsAlone = 24;

PS_HD Corner corner_at(const double* corners /* (V, 4) */, int32_t vertex) {
  const double* const from = corners + 4 * int64_t(vertex);
  return {from[0], from[1], from[2], from[3]};
}

// One thread a vertex of all views.
extern "C" __global__ void project_corners(int32_t views, int32_t vertices, const Real* positions /* (V, 3) */,
                                           const Real* matrices /* (N, 4, 4) */, double* corners /* (N, V, 4) */) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * vertices) return;
  const Corner corner = project_corner(matrices + 16 * (index / vertices), positions + 3 * (index % vertices));
  double* const to = corners + 4 * index;
  to[0] = corner.x;
  to[1] = corner.y;
  to[2] = corner.depth;
  to[3] = corner.w;
}

// One thread a pixel of all views.
extern "C" __global__ void begin_pixels(int64_t pixels, unsigned long long* keys /* (N, H, W) */) {
  const int64_t pixel = thread_of_launch();
  if (pixel < pixels) keys[pixel] = kNothing;
}

// Draws every step-th pixel of a face's box.
__device__ __forceinline__ void draw_pixels(const FaceSetup& setup, int32_t face, const PixelBox& box, int32_t first,
                                            int32_t step, int32_t width, unsigned long long* keys /* (H, W) */) {
  const int32_t columns = box.column_end - box.column_begin;
  const int64_t count = int64_t(columns) * (box.row_end - box.row_begin);
  for (int64_t k = first; k < count; k += step) {
    const int32_t row = box.row_begin + int32_t(k / columns), column = box.column_begin + int32_t(k % columns);
    const double x = column + 0.5, y = row + 0.5;
    if (!covers(setup, x, y)) continue;
    const float depth =
        compared_depth(setup.depth_change.a * x + (setup.depth_change.b * y + setup.depth_change.c),
                       setup.weight_sum.a * x + (setup.weight_sum.b * y + setup.weight_sum.c), setup.last_depth);
    if (!(depth >= 0.0f)) continue;
    const unsigned long long key = (static_cast<unsigned long long>(__float_as_uint(depth)) << 32) | uint32_t(face);
    unsigned long long* const nearest = keys + int64_t(row) * width + column;
    if (key < *nearest) atomicMin(nearest, key);
  }
}

// One thread a face, whole warps to a view: threads draw their faces if they are small; the others are drawn by all
// lanes of the warp, one face after the other.
extern "C" __global__ void draw_faces(int32_t views, int32_t vertices, int32_t faces, int32_t height, int32_t width,
                                      const int32_t* face_vertices /* (F, 3) */, const double* corners,
                                      unsigned long long* keys) {
  const int64_t per_view = (int64_t(faces) + kWarpLanes - 1) / kWarpLanes * kWarpLanes;
  const int64_t view = thread_of_launch() / per_view;
  if (view >= views) return;
  const int32_t mine = int32_t(thread_of_launch() % per_view);
  const double* const view_corners = corners + 4 * view * vertices;
  unsigned long long* const view_keys = keys + view * height * width;
  const auto set_up = [&](int32_t face, PixelBox& box, FaceSetup& setup) {
    const int32_t* const indices = face_vertices + 3 * int64_t(face);
    const Corner placed[3] = {corner_at(view_corners, indices[0]), corner_at(view_corners, indices[1]),
                              corner_at(view_corners, indices[2])};
    return find_pixel_box(placed, height, width, box) && set_up_face(placed[0], placed[1], placed[2], setup);
  };
  PixelBox box;
  FaceSetup setup;
  const bool is_drawn = mine < faces && set_up(mine, box, setup);
  const bool is_large =
      is_drawn && int64_t(box.row_end - box.row_begin) * (box.column_end - box.column_begin) > kPixelsAlone;
  if (is_drawn && !is_large) draw_pixels(setup, mine, box, 0, 1, width, view_keys);
  for (unsigned large = __ballot_sync(kAllLanes, is_large); large != 0; large &= large - 1) {
    const int32_t face = __shfl_sync(kAllLanes, mine, __ffs(int(large)) - 1);
    set_up(face, box, setup);
    draw_pixels(setup, face, box, lane_of_warp(), kWarpLanes, width, view_keys);
  }
}

// One thread a pixel of all views.
extern "C" __global__ void resolve_pixels(int32_t views, int32_t vertices, int32_t height, int32_t width,
                                          const int32_t* face_vertices, const double* corners,
                                          const Real* nears /* (N) */, const unsigned long long* keys,
                                          int32_t* face_indices /* (N, H, W) */, Real* barycentrics /* (N, H, W, 2) */,
                                          Real* depth /* (N, H, W) */) {
  const int64_t pixel = thread_of_launch(), image_pixels = int64_t(height) * width;
  if (pixel >= views * image_pixels) return;
  const bool is_background = keys[pixel] == kNothing;
  const int32_t face = is_background ? -1 : int32_t(keys[pixel] & 0xffffffffu);
  face_indices[pixel] = face;
  if (is_background) {
    barycentrics[2 * pixel] = barycentrics[2 * pixel + 1] = depth[pixel] = Real(0);
    return;
  }
  const int64_t view = pixel / image_pixels, row = pixel % image_pixels / width, column = pixel % width;
  const double* const view_corners = corners + 4 * view * vertices;
  const int32_t* const indices = face_vertices + 3 * int64_t(face);
  const Corner a = corner_at(view_corners, indices[0]), b = corner_at(view_corners, indices[1]);
  const Corner c = corner_at(view_corners, indices[2]);
  const Barycentrics weights = barycentrics_at(a, b, c, double(column) + 0.5, double(row) + 0.5);
  barycentrics[2 * pixel] = Real(weights.first);
  barycentrics[2 * pixel + 1] = Real(weights.second);
  depth[pixel] = Real(double(nears[view]) + depth_at(a, b, c, weights));
}

// One warp a row of all views: sums over runs of pixels of one face, whose last lanes take them on to the mesh.
// Gradients of images may be null; those of positions and matrices are zero before.
extern "C" __global__ void fragments_to_mesh(int32_t views, int32_t faces, int32_t height, int32_t width,
                                             const Real* positions, const Real* matrices, const int32_t* face_vertices,
                                             const int32_t* face_indices, const Real* barycentrics,
                                             const Real* grad_barycentrics, const Real* grad_depth,
                                             Real* grad_positions, Real* grad_matrices) {
  const int64_t row = warp_of_launch(), view = row / height;
  if (view >= views) return;
  const Real* const matrix = matrices + 16 * view;
  double matrix_sum[16] = {};
  for (int32_t start = 0; start < width; start += kWarpLanes) {
    const int32_t column = start + lane_of_warp();
    const int64_t pixel = row * width + column;
    int32_t face = column < width ? face_indices[pixel] : -1;
    if (uint32_t(face) >= uint32_t(faces)) face = -1;
    if (__ballot_sync(kAllLanes, face >= 0) == 0) continue;
    const LaneRun run = run_of_lane(face);
    const int32_t* const indices = face_vertices + 3 * int64_t(face < 0 ? 0 : face);
    Corner corner[3];
    for (int j = 0; j < 3; ++j) corner[j] = project_corner(matrix, positions + 3 * int64_t(indices[j]));
    double terms[kFaceTerms] = {};
    if (face >= 0) {
      const double depths[3] = {corner[0].depth, corner[1].depth, corner[2].depth};
      const FragmentFactors by =
          fragment_factors(barycentrics[2 * pixel], barycentrics[2 * pixel + 1],
                           grad_barycentrics == nullptr ? 0.0 : double(grad_barycentrics[2 * pixel]),
                           grad_barycentrics == nullptr ? 0.0 : double(grad_barycentrics[2 * pixel + 1]),
                           grad_depth == nullptr ? 0.0 : double(grad_depth[pixel]), depths);
      for (int k = 0; k < 4; ++k)
        for (int j = 0; j < 3; ++j) terms[3 * k + j] = by.weights[j] * by.factors[k];
    }
    for (int k = 0; k < kFaceTerms; ++k) terms[k] = run_sum(terms[k], run);
    double by_corner[12];
    if (face < 0 || !run.is_last || !terms_to_corners(terms, corner[0], corner[1], corner[2], by_corner)) continue;
    for (int j = 0; j < 3; ++j) {
      double by_position[3];
      corner_to_mesh(by_corner + 4 * j, matrix, positions + 3 * int64_t(indices[j]), by_position, matrix_sum);
      for (int k = 0; k < 3; ++k) atomicAdd(grad_positions + 3 * int64_t(indices[j]) + k, Real(by_position[k]));
    }
  }
  for (int k = 0; k < 16; ++k) {
    const double total = warp_sum(matrix_sum[k]);
    if (lane_of_warp() == 0 && total != 0) atomicAdd(grad_matrices + 16 * view + k, Real(total));
  }
}
