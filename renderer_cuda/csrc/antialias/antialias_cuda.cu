// SPDX-License-Identifier: MIT
// All kernels of the antialias stage, for one number type: PS_REAL, float or double, is defined by who compiles this.
// antialias_cuda.py launches them in the order in which they stand. N views, V vertices, F faces, E edges.
//
// A view has a place for every contour edge that it could have, and places for a limited number of blends: those
// beyond are left out. Which is in which place depends on the order in which threads arrive.
#include "../common/warp.h"
#include "blend_gradient.h"
#include "contour_links.h"

using namespace photosculpture;
using Real = PS_REAL;

// A mesh in N views as the kernels get it.
struct MeshInViews {
  const int32_t* faces;         // (F, 3)
  const int32_t* edges;         // (E, 2)
  const int32_t* pair_codes;    // (pairs, 2)
  const int32_t* fan_offsets;   // (E - pairs + 1)
  const int32_t* fan_codes;     // (fan_offsets[E - pairs])
  const Real* positions;        // (V, 3)
  const Real* matrices;         // (N, 4, 4)
  const int32_t* parts;         // (F)
  const int32_t* face_indices;  // (N, H, W)
  int32_t views, vertices, face_count, edge_count, pairs, height, width;

  __device__ int64_t pixels() const { return int64_t(height) * width; }
  __device__ SeenFaces<Real> seen(int64_t view) const {
    const Real* const matrix = matrices + 16 * view;
    return {depth_view(matrix),
            matrix,
            positions,
            faces,
            pair_codes,
            fan_offsets,
            fan_codes,
            parts,
            face_indices + view * pixels(),
            face_count,
            edge_count,
            pairs,
            height,
            width,
            int32_t(view)};
  }
};

#define PS_MESH_PARAMETERS                                                                                  \
  const int32_t *faces, const int32_t *edges, const int32_t *pair_codes, const int32_t *fan_offsets,        \
      const int32_t *fan_codes, const Real *positions, const Real *matrices, const int32_t *parts,          \
      const int32_t *face_indices, int32_t views, int32_t vertices, int32_t face_count, int32_t edge_count, \
      int32_t pairs, int32_t height, int32_t width
#define PS_MESH                                                                                                  \
  MeshInViews {                                                                                                  \
    faces, edges, pair_codes, fan_offsets, fan_codes, positions, matrices, parts, face_indices, views, vertices, \
        face_count, edge_count, pairs, height, width                                                             \
  }

// The blends of one view.
struct BlendList {
  int32_t* rows;              // (places, kBlendRow)
  double* values;             // (places, kBlendValues)
  unsigned long long* count;  // may exceed the places
  int32_t places;

  __device__ static BlendList of(int64_t view, int32_t* rows, double* values, unsigned long long* counts,
                                 int32_t places) {
    return {rows + kBlendRow * view * places, values + kBlendValues * view * places, counts + view, places};
  }
  __device__ int32_t used() const { return *count < (unsigned long long)(places) ? int32_t(*count) : places; }
  __device__ void append(const Blend& blend) const {
    const unsigned long long place = atomicAdd(count, 1ull);
    if (place < (unsigned long long)(places)) put(int32_t(place), blend);
  }
  __device__ void put(int32_t place, const Blend& blend) const {
    write_blend(blend, rows + kBlendRow * int64_t(place), values + kBlendValues * int64_t(place));
  }
  __device__ Blend at(int32_t place) const {
    return read_blend(rows + kBlendRow * int64_t(place), values + kBlendValues * int64_t(place));
  }
};

// One thread a vertex of all views.
extern "C" __global__ void project_vertices(int32_t views, int32_t vertices, const Real* positions /* (V, 3) */,
                                            const Real* matrices /* (N, 4, 4) */, Real* pixels /* (N, V, 2) */,
                                            int8_t* states /* (N, V) */) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * vertices) return;
  const int64_t view = index / vertices, vertex = index % vertices;
  const Homogeneous<Real> h = project(matrices + 16 * view, positions + 3 * vertex);
  states[index] = vertex_state(h);
  reinterpret_cast<Vector2<Real>*>(pixels)[index] = to_pixel(h);
}

// One thread a face of all views: the side it projects to; those that the near plane cuts go to the list.
extern "C" __global__ void find_face_sides(PS_MESH_PARAMETERS, const Real* pixels, const int8_t* states,
                                           int8_t* sides /* (N, F + 1) */, int32_t* sources /* (N, E + F) */,
                                           int32_t* source_counts /* (N) */) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * face_count) return;
  const MeshInViews mesh = PS_MESH;
  const int64_t view = index / face_count, face = index % face_count;
  const int32_t* const corners = mesh.faces + 3 * face;
  const int8_t* const view_states = states + view * vertices;
  const Vector2<Real>* const view_pixels = reinterpret_cast<const Vector2<Real>*>(pixels) + view * vertices;
  const int side = face_side_in_view(corners, view_states, view_pixels, mesh.matrices + 16 * view, mesh.positions);
  sides[(int64_t(face_count) + 1) * view + face] = int8_t(side);
  ContourEdge cut;
  if (near_cut(edge_count + int32_t(face), corners, view_states, side, cut))
    sources[view * (int64_t(edge_count) + face_count) + atomicAdd(source_counts + view, 1)] = cut.source;
}

// The contour edge of a source; false where the mesh's edge is none in this view, or lies behind the near plane.
__device__ __forceinline__ bool contour_of(const MeshInViews& mesh, int32_t source, const int8_t* states,
                                           const int8_t* sides, ContourEdge& contour) {
  if (source >= mesh.edge_count) {
    const int32_t face = source - mesh.edge_count;
    return near_cut(source, mesh.faces + 3 * int64_t(face), states, sides[face], contour);
  }
  const int32_t fan = source - mesh.pairs;
  const int32_t* const codes = fan < 0 ? mesh.pair_codes + 2 * int64_t(source) : mesh.fan_codes + mesh.fan_offsets[fan];
  const int32_t count = fan < 0 ? 2 : mesh.fan_offsets[fan + 1] - mesh.fan_offsets[fan];
  EdgeSides counts = {0, 0};
  for (int32_t k = 0; k < count; ++k) add_side(counts, sides, codes[k]);
  const int32_t low = mesh.edges[2 * int64_t(source)], high = mesh.edges[2 * int64_t(source) + 1];
  const bool low_behind = states[low] != kInFront, high_behind = states[high] != kInFront;
  if (low_behind && high_behind) return false;
  contour = contour_edge(source, low, high, low_behind, high_behind, counts);
  return contour.is_contour != 0;
}

// One thread an edge of all views: those of the contour go to the list, and are linked by their vertices.
extern "C" __global__ void find_contour_edges(PS_MESH_PARAMETERS, const int8_t* states, const int8_t* sides,
                                              int32_t* sources, int32_t* source_counts,
                                              int32_t* next /* (N, V), kNoLink */, int32_t* previous) {
  const int64_t index = thread_of_launch();
  if (index >= int64_t(views) * edge_count) return;
  const MeshInViews mesh = PS_MESH;
  const int64_t view = index / edge_count;
  const int32_t source = int32_t(index % edge_count);
  ContourEdge contour;
  if (!contour_of(mesh, source, states + view * vertices, sides + (int64_t(face_count) + 1) * view, contour)) return;
  sources[view * (int64_t(edge_count) + face_count) + atomicAdd(source_counts + view, 1)] = source;
  if (contour.begin.partner >= 0 || contour.end.partner >= 0) return;
  const ContourLink link = contour_link(contour.begin.vertex, contour.end.vertex, contour.jump);
  atomicMin(next + view * vertices + link.tail, link.head);
  atomicMin(previous + view * vertices + link.head, link.tail);
}

// Warps take contour edges in turn, lanes the lines of pixel centres that an edge crosses.
extern "C" __global__ void follow_edges(PS_MESH_PARAMETERS, int32_t warps_per_view, const Real* pixels,
                                        const int8_t* states, const int8_t* sides, const int32_t* sources,
                                        const int32_t* source_counts, const int32_t* next, const int32_t* previous,
                                        int32_t* rows /* (N, places, kBlendRow) */,
                                        double* values /* (N, places, kBlendValues) */,
                                        unsigned long long* counts /* (N) */, int32_t places,
                                        unsigned long long* reaches /* (N, H, W, 2), 0 */) {
  const int64_t view = warp_of_launch() / warps_per_view;
  if (view >= views) return;
  const MeshInViews mesh = PS_MESH;
  const SeenFaces<Real> seen = mesh.seen(view);
  const FreshPlanes<Real> planes = {seen};
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  const Vector2<Real>* const view_pixels = reinterpret_cast<const Vector2<Real>*>(pixels) + view * vertices;
  const auto next_of = [&](int32_t vertex) { return next[view * vertices + vertex]; };
  const auto previous_of = [&](int32_t vertex) { return previous[view * vertices + vertex]; };
  const int32_t* const view_sources = sources + view * (int64_t(edge_count) + face_count);
  for (int32_t k = int32_t(warp_of_launch() % warps_per_view); k < source_counts[view]; k += warps_per_view) {
    ContourEdge contour;
    contour_of(mesh, view_sources[k], states + view * vertices, sides + (int64_t(face_count) + 1) * view, contour);
    ScreenEdge edge = screen_edge(seen, planes, contour);
    if (contour.begin.partner < 0 && contour.end.partner < 0)
      edge.direction = contour_direction(
          view_pixels, contour_link(contour.begin.vertex, contour.end.vertex, contour.jump), next_of, previous_of);
    const LineRange lines = crossed_lines(edge, height, width);
    Blend blend;
    for (int32_t line = lines.begin + lane_of_warp(); line < lines.end; line += kWarpLanes) {
      if (!edge_blend(seen, planes, edge, line, blend)) continue;
      blends.append(blend);
      atomicMax(reaches + 2 * view * mesh.pixels() + pair_key(blend, int32_t(view * mesh.pixels()), width),
                (unsigned long long)(reach_key(blend)));
    }
  }
}

// Threads take blends in turn: those that another one between the same pixels outreaches count for nothing.
extern "C" __global__ void drop_outreached(int32_t views, int32_t threads_per_view, int32_t height, int32_t width,
                                           int32_t* rows, double* values, unsigned long long* counts, int32_t places,
                                           const unsigned long long* reaches) {
  const int64_t view = thread_of_launch() / threads_per_view, pixels = int64_t(height) * width;
  if (view >= views) return;
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  for (int32_t k = int32_t(thread_of_launch() % threads_per_view); k < blends.used(); k += threads_per_view) {
    Blend blend = blends.at(k);
    if (reaches[2 * view * pixels + pair_key(blend, int32_t(view * pixels), width)] == reach_key(blend)) continue;
    blend.code |= kIsOutreached;
    blend.weight = 0;
    blends.put(k, blend);
  }
}

// One thread a pixel of all views, and the pixels to the right of it and below it.
extern "C" __global__ void find_intersections(PS_MESH_PARAMETERS, int32_t* rows, double* values,
                                              unsigned long long* counts, int32_t places,
                                              const unsigned long long* reaches) {
  const MeshInViews mesh = PS_MESH;
  const int64_t index = thread_of_launch();
  if (index >= views * mesh.pixels()) return;
  const int32_t face = face_indices[index];
  if (face < 0) return;
  const int64_t view = index / mesh.pixels();
  const int32_t pixel = int32_t(index % mesh.pixels());
  const SeenFaces<Real> seen = mesh.seen(view);
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  const auto is_contour = [&](int32_t key) { return reaches[2 * view * mesh.pixels() + key] != 0; };
  for (int is_along_column = 0; is_along_column < 2; ++is_along_column) {
    const bool has_next = is_along_column ? pixel / width + 1 < height : pixel % width + 1 < width;
    if (!has_next || face_indices[index + (is_along_column ? width : 1)] == face) continue;
    Blend blend;
    if (intersection_blend(seen, pixel, is_along_column != 0, is_contour, blend)) blends.append(blend);
  }
}

// Threads take blends in turn. `result` holds a copy of the image.
extern "C" __global__ void apply_blends(int32_t views, int32_t threads_per_view, int32_t width, int32_t channels,
                                        int32_t* rows, double* values, unsigned long long* counts, int32_t places,
                                        const Real* image /* (N, H, W, C) */, Real* result /* (N, H, W, C) */) {
  const int64_t view = thread_of_launch() / threads_per_view;
  if (view >= views) return;
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  for (int32_t k = int32_t(thread_of_launch() % threads_per_view); k < blends.used(); k += threads_per_view) {
    const Blend blend = blends.at(k);
    if ((blend.code & kIsOutreached) != 0) continue;
    const int64_t here = int64_t(blend.pixel) * channels;
    const int64_t there = int64_t(other_pixel(blend.pixel, blend.code, width)) * channels;
    for (int32_t c = 0; c < channels; ++c)
      atomicAdd(result + here + c, Real(blend.weight * (double(image[there + c]) - double(image[here + c]))));
  }
}

// Threads take blends in turn. `grad_image` holds a copy of `grad_result`.
extern "C" __global__ void turn_blends_round(int32_t views, int32_t threads_per_view, int32_t width, int32_t channels,
                                             int32_t* rows, double* values, unsigned long long* counts, int32_t places,
                                             const Real* grad_result /* (N, H, W, C) */, Real* grad_image) {
  const int64_t view = thread_of_launch() / threads_per_view;
  if (view >= views) return;
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  for (int32_t k = int32_t(thread_of_launch() % threads_per_view); k < blends.used(); k += threads_per_view) {
    const Blend blend = blends.at(k);
    if ((blend.code & kIsOutreached) != 0) continue;
    const int64_t here = int64_t(blend.pixel) * channels;
    const int64_t there = int64_t(other_pixel(blend.pixel, blend.code, width)) * channels;
    for (int32_t c = 0; c < channels; ++c) {
      const Real share = Real(blend.weight * double(grad_result[here + c]));
      atomicAdd(grad_image + there + c, share);
      atomicAdd(grad_image + here + c, -share);
    }
  }
}

// Lanes take blends in turn: from their weights to positions and matrices.
extern "C" __global__ void weights_to_mesh(int32_t views, int32_t warps_per_view, int32_t height, int32_t width,
                                           int32_t channels, int32_t* rows, double* values, unsigned long long* counts,
                                           int32_t places, const int32_t* faces, const Real* positions,
                                           const Real* matrices, const Real* image, const Real* grad_result,
                                           Real* grad_positions /* (V, 3) */, Real* grad_matrices /* (N, 4, 4) */) {
  const int64_t view = warp_of_launch() / warps_per_view;
  if (view >= views) return;
  const Real* const matrix = matrices + 16 * view;
  const SeenFaces<Real> seen = {
      depth_view(matrix), matrix, positions, faces, nullptr, nullptr, nullptr, nullptr, nullptr, 0, 0, 0, height, width,
      int32_t(view)};
  const BlendList blends = BlendList::of(view, rows, values, counts, places);
  const auto add = [&](int32_t vertex, double x, double y, double z) {
    Real* const to = grad_positions + 3 * int64_t(vertex);
    atomicAdd(to, Real(x));
    atomicAdd(to + 1, Real(y));
    atomicAdd(to + 2, Real(z));
  };
  double grad_matrix[16] = {};
  const int32_t used = blends.used(), first = int32_t(warp_of_launch() % warps_per_view) * kWarpLanes;
  if (first >= used) return;
  for (int32_t k = first + lane_of_warp(); k < used; k += warps_per_view * kWarpLanes) {
    const Blend blend = blends.at(k);
    if ((blend.code & kIsOutreached) != 0) continue;
    const int64_t here = int64_t(blend.pixel) * channels;
    const int64_t there = int64_t(other_pixel(blend.pixel, blend.code, width)) * channels;
    const double grad = coordinate_gradient(blend, grad_result + here, 1, image + here, image + there, channels);
    if (grad == 0) continue;
    if ((blend.code & kIsIntersection) != 0) {
      through_intersection(seen, blend, grad, grad_matrix, add);
      continue;
    }
    const ContourEnd begin = {blend.corners[0], blend.corners[1]}, end = {blend.corners[2], blend.corners[3]};
    const Vector2<double> from = to_pixel(end_point(begin, matrix, positions));
    const Vector2<double> to = to_pixel(end_point(end, matrix, positions));
    const int32_t pixel = int32_t(blend.pixel - view * height * width);
    const EdgeGradient<double> g = crossing_gradient(from, to, blend, pixel, width, grad);
    through_end(begin, g.begin, matrix, positions, grad_matrix, add);
    through_end(end, g.end, matrix, positions, grad_matrix, add);
  }
  for (int k = 0; k < 16; ++k) {
    const double total = warp_sum(grad_matrix[k]);
    if (lane_of_warp() == 0) atomicAdd(grad_matrices + 16 * view + k, Real(total));
  }
}
