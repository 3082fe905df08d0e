// SPDX-License-Identifier: MIT
// Contour edges, their exposed intervals and the filled mask of one view. Arithmetic: contour_edges.h,
// exposed_intervals.h, hard_mask.h, contour_distance.h.
#include "outline_cpu.h"

#include <algorithm>
#include <cmath>

#include "contour_distance.h"
#include "contour_kernels.h"

namespace photosculpture {

template <class T>
bool project_vertices(const MeshView<T>& mesh, const T* matrix, IndexRange vertices, ViewOutline<T>& view) {
  // Vector2 is two numbers.
  return contour_kernels<T>().project(
      matrix, mesh.positions + 3 * int64_t(vertices.begin), vertices.end - vertices.begin,
      reinterpret_cast<T*>(view.pixels.data() + vertices.begin), view.states.data() + vertices.begin);
}

template <class T>
void find_face_sides(const MeshView<T>& mesh, const T* matrix, IndexRange faces, ViewOutline<T>& view) {
  const Vector2<T>* const pixels = view.pixels.data();
  if (!view.crosses_near) {
    contour_kernels<T>().find_sides(mesh.faces + 3 * int64_t(faces.begin), faces.end - faces.begin,
                                    reinterpret_cast<const T*>(pixels), view.sides.data() + faces.begin);
  } else {
    for (int32_t f = faces.begin; f < faces.end; ++f) {
      const int32_t* face = mesh.faces + 3 * int64_t(f);
      view.sides[size_t(f)] = int8_t(face_side_in_view(face, view.states.data(), pixels, matrix, mesh.positions));
    }
  }
  const int8_t* const sides = view.sides.data() + faces.begin;
  int8_t* const code_sides = view.code_sides.data() + 2 * int64_t(faces.begin);
  for (int32_t k = 0; k < faces.end - faces.begin; ++k) {
    code_sides[2 * k] = sides[k];
    code_sides[2 * k + 1] = int8_t(-sides[k]);
  }
}

template <class T>
void find_contour_edges(const MeshView<T>& mesh, IndexRange edges, const ViewOutline<T>& view,
                        std::vector<ContourEdge>& contour) {
  const int8_t* const sides = view.sides.data();
  const auto keep = [&](int32_t e, EdgeSides counts) {
    const int32_t low = mesh.edges[2 * int64_t(e)], high = mesh.edges[2 * int64_t(e) + 1];
    const bool low_behind = view.states[size_t(low)] != kInFront, high_behind = view.states[size_t(high)] != kInFront;
    if (!(low_behind && high_behind)) contour.push_back(contour_edge(e, low, high, low_behind, high_behind, counts));
  };
  const int8_t* const code_sides = view.code_sides.data();
  const auto unevenness = [&](int32_t e) {
    return code_sides[mesh.pair_codes[2 * int64_t(e)]] + code_sides[mesh.pair_codes[2 * int64_t(e) + 1]];
  };
  const auto look_at = [&](int32_t e) {
    if (unevenness(e) == 0) return;
    EdgeSides counts = {0, 0};
    add_side(counts, sides, mesh.pair_codes[2 * int64_t(e)]);
    add_side(counts, sides, mesh.pair_codes[2 * int64_t(e) + 1]);
    keep(e, counts);
  };
  // Most edges are none of the contour: one branch for several.
  constexpr int32_t kBlock = 8;
  int32_t e = edges.begin;
  for (const int32_t end = std::min(edges.end, mesh.pairs); e < end; e += kBlock) {
    const int32_t last = std::min(e + kBlock, end);
    int any = 0;
    if (last - e == kBlock)
      for (int32_t k = 0; k < kBlock; ++k) any |= unevenness(e + k);
    else
      any = 1;
    if (any == 0) continue;
    for (int32_t k = e; k < last; ++k) look_at(k);
  }
  for (int32_t e = std::max(edges.begin, mesh.pairs); e < edges.end; ++e) {
    EdgeSides counts = {0, 0};
    for (int32_t k = mesh.fan_offsets[e - mesh.pairs]; k < mesh.fan_offsets[e - mesh.pairs + 1]; ++k)
      add_side(counts, sides, mesh.fan_codes[k]);
    if (counts.positive != counts.negative) keep(e, counts);
  }
}

template <class T>
void find_near_cuts(const MeshView<T>& mesh, const ViewOutline<T>& view, std::vector<ContourEdge>& contour) {
  ContourEdge cut;
  for (int32_t f = 0; f < mesh.face_count; ++f)
    if (near_cut(mesh.edge_count + f, mesh.faces + 3 * int64_t(f), view.states.data(), view.sides[size_t(f)], cut))
      contour.push_back(cut);
}

template <class T>
void place_contour(const MeshView<T>& mesh, const T* matrix, ImageSize size, double reach, ViewOutline<T>& view) {
  const size_t count = view.contour.size();
  view.begins.resize(count);
  view.ends.resize(count);
  view.jumps.resize(count);
  for (size_t k = 0; k < count; ++k) {
    view.begins[k] = end_pixel(view.contour[k].begin, matrix, mesh.positions);
    view.ends[k] = end_pixel(view.contour[k].end, matrix, mesh.positions);
    view.jumps[k] = view.contour[k].jump;
  }
  view.rows.build(size.height, int32_t(count), [&](int32_t edge, auto visit) {
    const Vector2<T> a = view.begins[size_t(edge)], b = view.ends[size_t(edge)];
    const double low = double(min_of(a.y, b.y)) - 0.5, high = double(max_of(a.y, b.y)) - 0.5;
    const Span span = span_within(std::ceil(low), std::floor(high), size.height);
    for (int32_t row = span.begin; row <= span.end; ++row)
      if (crosses_row(a, b, row + 0.5)) visit(row);
  });
  view.grid.build({view.begins.data(), view.ends.data(), view.jumps.data(), int32_t(count)}, size, reach);
}

template <class T>
void fill_rows(const ViewOutline<T>& view, ImageSize size, IndexRange rows, T inside, T outside, T* image) {
  struct Step {
    int32_t column, jump;
  };
  static thread_local std::vector<Step> steps;
  for (int32_t row = rows.begin; row < rows.end; ++row) {
    steps.clear();
    view.rows.for_each(row, [&](int32_t edge) {
      const Vector2<T> begin = view.begins[size_t(edge)], end = view.ends[size_t(edge)];
      steps.push_back({first_sample_right_of(begin, end, pixel_centers(row, size.width)),
                       jump_to_the_right(begin, end, view.jumps[size_t(edge)])});
    });
    std::sort(steps.begin(), steps.end(), [](const Step& p, const Step& q) { return p.column < q.column; });
    T* const line = image + int64_t(row) * size.width;
    int32_t column = 0, covering = 0;
    for (const Step& step : steps) {
      if (step.column > column) {
        std::fill(line + column, line + step.column, covering > 0 ? inside : outside);
        column = step.column;
      }
      covering += step.jump;
    }
    std::fill(line + column, line + size.width, covering > 0 ? inside : outside);
  }
}

#define PS_INSTANTIATE(T)                                                                                             \
  template bool project_vertices(const MeshView<T>&, const T*, IndexRange, ViewOutline<T>&);                          \
  template void find_face_sides(const MeshView<T>&, const T*, IndexRange, ViewOutline<T>&);                           \
  template void find_contour_edges(const MeshView<T>&, IndexRange, const ViewOutline<T>&, std::vector<ContourEdge>&); \
  template void find_near_cuts(const MeshView<T>&, const ViewOutline<T>&, std::vector<ContourEdge>&);                 \
  template void place_contour(const MeshView<T>&, const T*, ImageSize, double, ViewOutline<T>&);                      \
  template void fill_rows(const ViewOutline<T>&, ImageSize, IndexRange, T, T, T*);
PS_INSTANTIATE(float)
PS_INSTANTIATE(double)

}  // namespace photosculpture
