// SPDX-License-Identifier: MIT
// All kernels of the silhouette stage, for one number type: PS_REAL, float or double, is defined by who compiles this.
// silhouette_cuda.py launches them in the order in which they stand. N views, V vertices, F faces, E edges; slots and
// extra segments as in outline_cuda.h.
#include "outline_cuda.h"

using namespace photosculpture;
using Real = PS_REAL;

// Empties what the other kernels add to. One thread a pixel of all views.
extern "C" __global__ void begin_views(int32_t views, int32_t faces, int32_t image_pixels,
                                       unsigned long long* keys /* (N, H, W) */, int32_t* codes /* (N, H, W) */,
                                       int32_t* counters /* (N, kCounters) */, int8_t* sides /* (N, F + 1) */) {
  const int64_t pixel = thread_of_launch();
  if (pixel >= int64_t(views) * image_pixels) return;
  keys[pixel] = kFarAway;
  codes[pixel] = 0;
  if (pixel >= views) return;
  for (int k = 0; k < kCounters; ++k) counters[kCounters * pixel + k] = 0;
  sides[(int64_t(faces) + 1) * pixel + faces] = 0;
}

// One thread a vertex of all views.
extern "C" __global__ void project_vertices(int32_t views, int32_t vertices, const Real* positions /* (V, 3) */,
                                            const Real* matrices /* (N, 4, 4) */, Real* pixels /* (N, V, 2) */,
                                            int8_t* states /* (N, V) */) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * vertices) return;
  const int64_t view = index / vertices, vertex = index % vertices;
  const Homogeneous<Real> h = project(matrices + 16 * view, positions + 3 * vertex);
  states[index] = vertex_state(h);
  as_points(pixels)[index] = to_pixel(h);
}

// One thread a face of all views: the side it projects to, and its cut where it crosses the near plane.
extern "C" __global__ void find_face_sides(int32_t views, int32_t vertices, int32_t faces,
                                           const int32_t* face_vertices /* (F, 3) */, const Real* positions,
                                           const Real* matrices, const Real* pixels, const int8_t* states,
                                           int8_t* sides, int32_t height, int32_t width, Real reach,
                                           int32_t* contour /* (N, slots, 5) */, Real* placed /* (N, slots, 2, 2) */,
                                           int32_t* segments /* (N, slots + extra, 3) */,
                                           double* intervals /* (N, slots + extra, 2) */, int32_t* counters,
                                           int32_t slots, int32_t extra_segments) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * faces) return;
  const int64_t view = index / faces, face = index % faces;
  const int32_t* const corners = face_vertices + 3 * face;
  const int8_t* const view_states = states + view * vertices;
  const Real* const matrix = matrices + 16 * view;
  const int side = face_side_in_view(corners, view_states, as_points(pixels) + view * vertices, matrix, positions);
  sides[(int64_t(faces) + 1) * view + face] = int8_t(side);
  ContourEdge cut;
  if (!near_cut(-1, corners, view_states, side, cut)) return;
  ContourList<Real>::of(view, contour, placed, segments, intervals, counters, slots, extra_segments)
      .append(cut, matrix, positions, image_bounds(height, width, reach));
}

// One thread an edge of all views: those at which the number of covering faces changes go to the list.
extern "C" __global__ void find_contour_edges(int32_t views, int32_t vertices, int32_t faces, int32_t edges,
                                              int32_t pairs, const int32_t* edge_vertices /* (E, 2) */,
                                              const int32_t* pair_codes, const int32_t* fan_offsets,
                                              const int32_t* fan_codes, const Real* positions, const Real* matrices,
                                              const int8_t* states, const int8_t* sides, int32_t height, int32_t width,
                                              Real reach, int32_t* contour, Real* placed, int32_t* segments,
                                              double* intervals, int32_t* counters, int32_t slots,
                                              int32_t extra_segments) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * edges) return;
  const int64_t view = index / edges, edge = index % edges;
  const int32_t* codes = edge < pairs ? pair_codes + 2 * edge : fan_codes + fan_offsets[edge - pairs];
  const int32_t count = edge < pairs ? 2 : fan_offsets[edge - pairs + 1] - fan_offsets[edge - pairs];
  EdgeSides counts = {0, 0};
  for (int32_t k = 0; k < count; ++k) add_side(counts, sides + (int64_t(faces) + 1) * view, codes[k]);
  if (counts.positive == counts.negative) return;
  const int32_t low = edge_vertices[2 * edge], high = edge_vertices[2 * edge + 1];
  const int8_t* const view_states = states + view * vertices;
  const bool low_behind = view_states[low] != kInFront, high_behind = view_states[high] != kInFront;
  if (low_behind && high_behind) return;
  ContourList<Real>::of(view, contour, placed, segments, intervals, counters, slots, extra_segments)
      .append(contour_edge(-1, low, high, low_behind, high_behind, counts), matrices + 16 * view, positions,
              image_bounds(height, width, reach));
}

// Warps take contour edges in turn: their steps in the mask, and their exposed intervals.
extern "C" __global__ void expose_edges(int32_t views, int32_t warps_per_view, int32_t height, int32_t width,
                                        Real reach, int32_t* contour, Real* placed, int32_t* segments,
                                        double* intervals, int32_t* counters, int32_t slots, int32_t extra_segments,
                                        int32_t* codes) {
  const int64_t view = warp_of_launch() / warps_per_view;
  if (view >= views) return;
  const auto list = ContourList<Real>::of(view, contour, placed, segments, intervals, counters, slots, extra_segments);
  const ImageBounds bounds = image_bounds(height, width, reach);
  int32_t* const steps = codes + view * height * width;
  for (int32_t slot = int32_t(warp_of_launch() % warps_per_view); slot < list.count(); slot += warps_per_view) {
    add_mask_steps(list.begin(slot), list.end(slot), list.jump(slot), bounds, steps);
    if (list.segment(slot)[0] != kUnused) ExposureSearch<Real>(list, slot, bounds).run();
  }
}

// Warps take segments in turn: the pixels in reach learn which segment is nearest.
extern "C" __global__ void measure_segments(int32_t views, int32_t warps_per_view, int32_t height, int32_t width,
                                            Real reach, int32_t* contour, Real* placed, int32_t* segments,
                                            double* intervals, int32_t* counters, int32_t slots, int32_t extra_segments,
                                            unsigned long long* keys) {
  const int64_t view = warp_of_launch() / warps_per_view;
  if (view >= views) return;
  const auto list = ContourList<Real>::of(view, contour, placed, segments, intervals, counters, slots, extra_segments);
  const int32_t used = list.count(), count = used + min_of(list.extra_count(), extra_segments);
  for (int32_t k = int32_t(warp_of_launch() % warps_per_view); k < count; k += warps_per_view) {
    const int32_t place = k < used ? k : slots + (k - used);
    if (list.segment(place)[0] == kUnused) continue;
    const OutlineLine<Real> line = list.line(place);
    if (line.length > Real(0))
      lower_keys(line, place, reach, image_bounds(height, width, reach), keys + view * height * width);
  }
}

// A warp an image row: fills the mask from left to right, and turns each pixel's nearest segment into its value.
// `codes` holds the steps of the mask and receives 2 * segment + is_inside, or -1 out of reach of the outline.
extern "C" __global__ void draw_rows(int32_t views, int32_t height, int32_t width, Real reach, int32_t* contour,
                                     Real* placed, int32_t* segments, double* intervals, int32_t* counters,
                                     int32_t slots, int32_t extra_segments, Real softness,
                                     const unsigned long long* keys, int32_t* codes, Real* slopes /* (N, H, W) */,
                                     Real* image /* (N, H, W) */) {
  const int64_t row = warp_of_launch();
  if (row >= int64_t(views) * height) return;
  const auto list =
      ContourList<Real>::of(row / height, contour, placed, segments, intervals, counters, slots, extra_segments);
  const bool is_coverage = softness > Real(0);
  const Real inside_value = is_coverage ? Real(1) : -reach, outside_value = is_coverage ? Real(0) : reach;
  int covering = 0;
  for (int32_t first = 0; first < width; first += kWarpLanes) {
    const int32_t column = first + lane_of_warp();
    const int64_t pixel = row * width + column;
    covering += warp_prefix_sum(column < width ? codes[pixel] : 0);
    const bool is_inside = covering > 0;
    covering = __shfl_sync(kAllLanes, covering, kWarpLanes - 1);
    if (column >= width) continue;
    const unsigned long long key = keys[pixel];
    codes[pixel] = key == kFarAway ? -1 : 2 * int32_t(key & 0xffffffffu) + is_inside;
    image[pixel] = is_inside ? inside_value : outside_value;
    if (key == kFarAway) continue;
    const Vector2<Real> center = {Real(column) + Real(0.5), Real(row % height) + Real(0.5)};
    const Real squared = squared_distance_of_key(key, list, center);
    const Real distance = sqrt(min_of(squared, reach * reach));
    Coverage<Real> result = {is_inside ? -distance : distance, Real(1)};
    if (is_coverage) result = coverage_curve(result.value, softness);
    image[pixel] = result.value;
    slopes[pixel] = result.slope;
  }
}

// The backward pass begins: empties its sums. Threads take contour edges, vertices and matrix elements in turn.
extern "C" __global__ void begin_gradients(int32_t views, int32_t vertices, int32_t slots, const int32_t* counters,
                                           double* sums /* (N, slots, 4) */, Real* grad_positions /* (V, 3) */,
                                           Real* grad_matrices /* (N, 4, 4) */) {
  const int64_t threads = int64_t(gridDim.x) * blockDim.x;
  for (int64_t k = thread_of_launch(); k < 3 * int64_t(vertices); k += threads) grad_positions[k] = Real(0);
  for (int64_t k = thread_of_launch(); k < 16 * int64_t(views); k += threads) grad_matrices[k] = Real(0);
  for (int32_t view = 0; view < views; ++view) {
    double* const view_sums = sums + 4 * int64_t(slots) * view;
    const int64_t used = 4 * int64_t(counters[kCounters * view + kContourCount]);
    for (int64_t k = thread_of_launch(); k < used; k += threads) view_sums[k] = 0;
  }
}

// One thread a pixel of all views: its gradient goes to the ends of the contour edge it is nearest to.
extern "C" __global__ void sum_pixels(int32_t views, int32_t height, int32_t width, const Real* positions,
                                      const Real* matrices, const int32_t* contour, const int32_t* segments,
                                      const double* intervals, int32_t slots, int32_t extra_segments,
                                      const int32_t* codes, const Real* slopes, const Real* grad_image,
                                      int64_t view_stride, int64_t row_stride, int64_t column_stride, double* sums) {
  const int64_t pixel = thread_of_launch(), image_pixels = int64_t(height) * width;
  if (pixel >= views * image_pixels || codes[pixel] < 0) return;
  const int64_t view = pixel / image_pixels, row = pixel % image_pixels / width, column = pixel % width;
  const double grad =
      double(grad_image[view * view_stride + row * row_stride + column * column_stride]) * double(slopes[pixel]);
  if (grad == 0) return;
  const int64_t place = view * (slots + extra_segments) + (codes[pixel] >> 1);
  const int32_t* const rows = contour + kContourRow * slots * view;
  const auto place_slot = [&](int32_t slot) {
    return place_edge(rows + kContourRow * int64_t(slot), matrices + 16 * view, positions);
  };
  const int32_t* const row_of_segment = segments + kSegmentRow * place;
  const PlacedSegment segment = place_segment(row_of_segment, intervals + 2 * place, place_slot(row_of_segment[0]));
  const Vector2<double> center = {double(column) + 0.5, double(row) + 0.5};
  const DistanceGradient by_edge = distance_gradient(segment, center, (codes[pixel] & 1) != 0, place_slot);
  double* const view_sums = sums + 4 * int64_t(slots) * view;
  add_to_ends(view_sums + 4 * int64_t(segment.edge), by_edge.edge, grad);
  if (by_edge.other >= 0) add_to_ends(view_sums + 4 * int64_t(by_edge.other), by_edge.other_edge, grad);
}

// Lanes take contour edges in turn: from their ends to positions and matrices.
extern "C" __global__ void sums_to_mesh(int32_t views, int32_t warps_per_view, const Real* positions,
                                        const Real* matrices, const int32_t* contour, const int32_t* counters,
                                        int32_t slots, const double* sums, Real* grad_positions, Real* grad_matrices) {
  const int64_t view = warp_of_launch() / warps_per_view;
  if (view >= views) return;
  const Real* const matrix = matrices + 16 * view;
  const auto add = [&](int32_t vertex, double x, double y, double z) {
    Real* const to = grad_positions + 3 * int64_t(vertex);
    atomicAdd(to, Real(x));
    atomicAdd(to + 1, Real(y));
    atomicAdd(to + 2, Real(z));
  };
  double grad_matrix[16] = {};
  const int32_t used = counters[kCounters * view + kContourCount];
  const int32_t first = int32_t(warp_of_launch() % warps_per_view) * kWarpLanes;
  for (int32_t slot = first + lane_of_warp(); slot < used; slot += warps_per_view * kWarpLanes) {
    const int32_t* const row = contour + kContourRow * (int64_t(slots) * view + slot);
    const double* const sum = sums + 4 * (int64_t(slots) * view + slot);
    through_end({row[0], row[1]}, {sum[0], sum[1]}, matrix, positions, grad_matrix, add);
    through_end({row[2], row[3]}, {sum[2], sum[3]}, matrix, positions, grad_matrix, add);
  }
  if (first >= used) return;
  for (int k = 0; k < 16; ++k) {
    const double total = warp_sum(grad_matrix[k]);
    if (lane_of_warp() == 0) atomicAdd(grad_matrices + 16 * view + k, Real(total));
  }
}
