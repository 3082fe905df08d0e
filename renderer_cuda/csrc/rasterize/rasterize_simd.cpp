// SPDX-License-Identifier: MIT
// The rasterizer's inner loops over pixels, compiled once per instruction set (CMakeLists.txt). Raw pointers and our
// own inline functions only: a standard library template instantiated here could replace the one for older machines at
// link time.
#include "../common/simd.h"
#include "depth_strip.h"

PS_NAMESPACE_BEGIN
namespace {

constexpr int kRowBlock = 8;
constexpr float kNoDepth = 3e38f;  // farther than any face that is drawn

// Columns in which some rows, one below the other, lie inside all edges; ends are exclusive. Whole numbers.
struct RowSpans {
  double begin[kRowBlock], end[kRowBlock];
};

// Keeps the columns inside one edge. The division only says where to look: a centre's side is told by the sign of
// value_at, which the division misses by less than one column.
void keep_inside(const Plane& edge, bool owns_line, double first_y, double width, RowSpans& spans) {
  const double inverse = 1.0 / edge.a;
  if (edge.a > 0) {
    PS_LANES
    for (int lane = 0; lane < kRowBlock; ++lane) {
      const double y = first_y + lane, rest = edge.b * y + edge.c;
      const double crossing = clamp(ceil(-rest * inverse - 0.5), 0.0, width);
      const double before = edge.a * (crossing - 0.5) + rest, at = edge.a * (crossing + 0.5) + rest;
      const double first =
          is_inside(before, owns_line) ? crossing - 1 : (is_inside(at, owns_line) ? crossing : crossing + 1);
      spans.begin[lane] = max_of(spans.begin[lane], first);
    }
  } else if (edge.a < 0) {
    PS_LANES
    for (int lane = 0; lane < kRowBlock; ++lane) {
      const double y = first_y + lane, rest = edge.b * y + edge.c;
      const double crossing = clamp(floor(-rest * inverse - 0.5), -1.0, width);
      const double after = edge.a * (crossing + 1.5) + rest, at = edge.a * (crossing + 0.5) + rest;
      const double last =
          is_inside(after, owns_line) ? crossing + 1 : (is_inside(at, owns_line) ? crossing : crossing - 1);
      spans.end[lane] = min_of(spans.end[lane], last + 1);
    }
  } else {
    for (int lane = 0; lane < kRowBlock; ++lane)
      if (!is_inside(edge.b * (first_y + lane) + edge.c, owns_line)) spans.end[lane] = 0;
  }
}

void clear_pixels(DepthStrip& strip, int32_t row, int32_t begin, int32_t end) {
  float* const depth = strip.depth + int64_t(row) * strip.stride;
  int32_t* const face = strip.face + int64_t(row) * strip.stride;
  for (int32_t x = begin; x < end; ++x) {
    depth[x] = kNoDepth;
    face[x] = -1;
  }
}

// Sees to it that the row holds values from begin to end.
void widen(DepthStrip& strip, int32_t row, int32_t begin, int32_t end) {
  int32_t& low = strip.covered_begin[row];
  int32_t& high = strip.covered_end[row];
  if (low >= high) {
    clear_pixels(strip, row, begin, end);
    low = begin;
    high = end;
    return;
  }
  if (begin < low) {
    clear_pixels(strip, row, begin, low);
    low = begin;
  }
  if (end > high) {
    clear_pixels(strip, row, high, end);
    high = end;
  }
}

void draw_span(const FaceSetup& setup, int32_t face, double y, int32_t begin, int32_t end, float* __restrict depth,
               int32_t* __restrict faces) {
  const double change_rest = setup.depth_change.b * y + setup.depth_change.c;
  const double sum_rest = setup.weight_sum.b * y + setup.weight_sum.c;
  for (int32_t x = begin; x < end; x += kRunLanes) {
    const double first_x = x + 0.5;
    const int32_t left = end - x;
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      const double px = first_x + lane;
      const float nearest = depth[x + lane];
      const int32_t owner = faces[x + lane];
      const float mine =
          compared_depth(setup.depth_change.a * px + change_rest, setup.weight_sum.a * px + sum_rest, setup.last_depth);
      const bool is_nearer = (lane < left) & ((mine < nearest) | ((mine == nearest) & (face < owner)));
      depth[x + lane] = is_nearer ? mine : nearest;
      faces[x + lane] = is_nearer ? face : owner;
    }
  }
}

// Whether all pixels of its box are known to show something nearer.
bool is_hidden(const BoxedFace& boxed, const DepthStrip& strip) {
  const int32_t row_begin = max_of(boxed.box.row_begin, strip.first_row);
  const int32_t row_end = min_of(boxed.box.row_end, strip.first_row + strip.rows);
  const int32_t begin = boxed.box.column_begin, end = boxed.box.column_end;
  for (int32_t row = row_begin - strip.first_row; row < row_end - strip.first_row; ++row) {
    if (begin < strip.covered_begin[row] || end > strip.covered_end[row]) return false;
    const float* const depth = strip.depth + int64_t(row) * strip.stride;
    int32_t farther = 0;
    for (int32_t x = begin; x < end; x += kRunLanes) {
      const int32_t left = end - x;
      PS_LANES
      for (int lane = 0; lane < kRunLanes; ++lane) farther |= (lane < left) & (depth[x + lane] >= boxed.nearest);
    }
    if (farther) return false;
  }
  return true;
}

void draw_face(const Corner* corners, const int32_t* face, const BoxedFace& boxed, DepthStrip& strip) {
  FaceSetup setup;
  if (is_hidden(boxed, strip)) return;
  if (!set_up_face(corners[face[0]], corners[face[1]], corners[face[2]], setup)) return;
  const int32_t row_begin = max_of(boxed.box.row_begin, strip.first_row);
  const int32_t row_end = min_of(boxed.box.row_end, strip.first_row + strip.rows);
  for (int32_t first = row_begin; first < row_end; first += kRowBlock) {
    RowSpans spans;
    for (int lane = 0; lane < kRowBlock; ++lane) {
      spans.begin[lane] = boxed.box.column_begin;
      spans.end[lane] = boxed.box.column_end;
    }
    for (int k = 0; k < 3; ++k) keep_inside(setup.edges[k], setup.owns_lines[k], first + 0.5, strip.width, spans);
    if (setup.crosses_near) keep_inside(setup.near_plane, true, first + 0.5, strip.width, spans);
    for (int32_t row = first; row < min_of(first + kRowBlock, row_end); ++row) {
      const int32_t begin = int32_t(spans.begin[row - first]), end = int32_t(spans.end[row - first]);
      if (begin >= end) continue;
      const int32_t row_in_strip = row - strip.first_row;
      const int64_t start = int64_t(row_in_strip) * strip.stride;
      widen(strip, row_in_strip, begin, end);
      draw_span(setup, boxed.face, row + 0.5, begin, end, strip.depth + start, strip.face + start);
    }
  }
}

void draw(const Corner* corners, const int32_t* faces, const BoxedFace* boxed, const int32_t* order, int32_t count,
          DepthStrip& strip) {
  for (int32_t k = 0; k < count; ++k) {
    const BoxedFace& next = boxed[order[k]];
    draw_face(corners, faces + 3 * int64_t(next.face), next, strip);
  }
}

template <class T>
void write_background(const FragmentImages<T>& row, int32_t begin, int32_t end) {
  for (int32_t x = begin; x < end; ++x) row.face_indices[x] = -1;
  for (int32_t x = 2 * begin; x < 2 * end; ++x) row.barycentrics[x] = T(0);
  for (int32_t x = begin; x < end; ++x) row.depth[x] = T(0);
}

// A block of pixels, or the first few of them.
template <class T>
void write_block(const Corner& a, const Corner& b, const Corner& c, double near, double first_x, double y,
                 int32_t count, T* __restrict barycentrics, T* __restrict depth) {
  T first[kRunLanes], second[kRunLanes], depths[kRunLanes];
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    const Barycentrics weights = barycentrics_at(a, b, c, first_x + lane, y);
    first[lane] = T(weights.first);
    second[lane] = T(weights.second);
    depths[lane] = T(near + depth_at(a, b, c, weights));
  }
  if (count >= kRunLanes) {
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      barycentrics[2 * lane] = first[lane];
      barycentrics[2 * lane + 1] = second[lane];
    }
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) depth[lane] = depths[lane];
    return;
  }
  for (int lane = 0; lane < count; ++lane) {
    barycentrics[2 * lane] = first[lane];
    barycentrics[2 * lane + 1] = second[lane];
    depth[lane] = depths[lane];
  }
}

// The pixels of one row that one face owns, in whole blocks: what lies to the right of them is written afterwards.
template <class T>
void write_run(const Corner* corners, const int32_t* face, double near, double y, int32_t begin, int32_t end,
               int32_t width, const FragmentImages<T>& row) {
  const Corner a = corners[face[0]], b = corners[face[1]], c = corners[face[2]];
  for (int32_t x = begin; x < end; x += kRunLanes)
    write_block(a, b, c, near, x + 0.5, y, width - x, row.barycentrics + 2 * x, row.depth + x);
}

template <class T>
void resolve(const Corner* corners, const int32_t* faces, const DepthStrip& strip, double near,
             const FragmentImages<T>& images) {
  for (int32_t k = 0; k < strip.rows; ++k) {
    const int64_t start = int64_t(strip.first_row + k) * strip.width;
    const FragmentImages<T> row = {images.face_indices + start, images.barycentrics + 2 * start, images.depth + start};
    const int32_t* const owner = strip.face + int64_t(k) * strip.stride;
    const int32_t covered_end = strip.covered_end[k];
    write_background(row, 0, strip.covered_begin[k]);
    for (int32_t x = strip.covered_begin[k]; x < covered_end;) {
      const int32_t begin = x, face = owner[x];
      while (x < covered_end && owner[x] == face) ++x;
      if (face < 0) {
        write_background(row, begin, x);
        continue;
      }
      for (int32_t i = begin; i < x; ++i) row.face_indices[i] = face;
      write_run(corners, faces + 3 * int64_t(face), near, strip.first_row + k + 0.5, begin, x, strip.width, row);
    }
    write_background(row, covered_end, strip.width);
  }
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; rasterize_kernels.cpp picks one at run time.
extern const RasterizeKernels<float> PS_JOIN(rasterize_kernels_float_, PS_ISA);
extern const RasterizeKernels<double> PS_JOIN(rasterize_kernels_double_, PS_ISA);
const RasterizeKernels<float> PS_JOIN(rasterize_kernels_float_, PS_ISA) = {PS_ISA::draw, PS_ISA::resolve<float>};
const RasterizeKernels<double> PS_JOIN(rasterize_kernels_double_, PS_ISA) = {PS_ISA::draw, PS_ISA::resolve<double>};

}  // namespace photosculpture
