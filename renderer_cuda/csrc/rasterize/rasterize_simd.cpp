// SPDX-License-Identifier: MIT
// The rasterizer's inner loops over pixels, compiled once per instruction set (CMakeLists.txt). Raw pointers and our
// own inline functions only: a standard library template instantiated here could replace the one for older machines at
// link time.
#include "../common/simd.h"
#include "depth_strip.h"

PS_NAMESPACE_BEGIN
namespace {

constexpr int kRowBlock = 8;

// Columns in which some rows, one below the other, lie inside all edges; ends are exclusive. Whole numbers.
struct RowSpans {
  double begin[kRowBlock], end[kRowBlock];
};

// Keeps the columns inside one edge. The division only says where to look: a centre's side is told by the sign of
// value_at, which the division misses by less than one column.
void keep_inside(const Plane& edge, double limit, double first_y, double width, RowSpans& spans) {
  const double inverse = 1.0 / edge.a;
  if (edge.a > 0) {
    PS_LANES
    for (int lane = 0; lane < kRowBlock; ++lane) {
      const double y = first_y + lane, rest = edge.b * y + edge.c;
      const double crossing = clamp(ceil(-rest * inverse - 0.5), 0.0, width);
      const double before = edge.a * (crossing - 0.5) + rest, at = edge.a * (crossing + 0.5) + rest;
      const double first = is_inside(before, limit) ? crossing - 1 : (is_inside(at, limit) ? crossing : crossing + 1);
      spans.begin[lane] = max_of(spans.begin[lane], first);
    }
  } else if (edge.a < 0) {
    PS_LANES
    for (int lane = 0; lane < kRowBlock; ++lane) {
      const double y = first_y + lane, rest = edge.b * y + edge.c;
      const double crossing = clamp(floor(-rest * inverse - 0.5), -1.0, width);
      const double after = edge.a * (crossing + 1.5) + rest, at = edge.a * (crossing + 0.5) + rest;
      const double last = is_inside(after, limit) ? crossing + 1 : (is_inside(at, limit) ? crossing : crossing - 1);
      spans.end[lane] = min_of(spans.end[lane], last + 1);
    }
  } else {
    for (int lane = 0; lane < kRowBlock; ++lane)
      if (!is_inside(edge.b * (first_y + lane) + edge.c, limit)) spans.end[lane] = 0;
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
  if (!set_up_face(corners[face[0]], corners[face[1]], corners[face[2]], setup)) return;
  const int32_t row_begin = max_of(boxed.box.row_begin, strip.first_row);
  const int32_t row_end = min_of(boxed.box.row_end, strip.first_row + strip.rows);
  for (int32_t first = row_begin; first < row_end; first += kRowBlock) {
    RowSpans spans;
    for (int lane = 0; lane < kRowBlock; ++lane) {
      spans.begin[lane] = boxed.box.column_begin;
      spans.end[lane] = boxed.box.column_end;
    }
    for (int k = 0; k < 3; ++k) keep_inside(setup.edges[k], setup.limits[k], first + 0.5, strip.width, spans);
    if (setup.crosses_near) keep_inside(setup.near_plane, kOwned, first + 0.5, strip.width, spans);
    for (int32_t row = first; row < min_of(first + kRowBlock, row_end); ++row) {
      const int32_t begin = int32_t(spans.begin[row - first]), end = int32_t(spans.end[row - first]);
      if (begin >= end) continue;
      const int32_t row_in_strip = row - strip.first_row;
      const int64_t start = int64_t(row_in_strip) * strip.stride;
      draw_span(setup, boxed.face, row + 0.5, begin, end, strip.depth + start, strip.face + start);
    }
  }
}

constexpr int kGroup = 8;       // faces set up together
constexpr int kNarrow = 16;     // columns: up to here pixels outside a face are cheaper than finding its spans
constexpr int32_t kSmall = 16;  // pixels of a box: up to here lanes are faces instead of pixels

struct PlaneLanes {
  double a[kGroup], b[kGroup], c[kGroup];
};
Plane plane_of(const PlaneLanes& planes, int lane) { return {planes.a[lane], planes.b[lane], planes.c[lane]}; }

// Faces in front of the camera, a lane each.
struct FaceGroup {
  int32_t count;
  Corner corners[3][kGroup];
  int32_t face[kGroup], row_begin[kGroup], row_end[kGroup], column_begin[kGroup], column_end[kGroup];
  PlaneLanes edges[3], weight_sum, depth_change;
  double last_depth[kGroup], limits[3][kGroup];  // edges' limits
  int32_t has_area[kGroup];
};

void add_to_group(FaceGroup& group, const Corner& a, const Corner& b, const Corner& c, const BoxedFace& boxed,
                  const DepthStrip& strip) {
  const int lane = group.count++;
  group.corners[0][lane] = a;
  group.corners[1][lane] = b;
  group.corners[2][lane] = c;
  group.face[lane] = boxed.face;
  group.row_begin[lane] = max_of(boxed.box.row_begin, strip.first_row);
  group.row_end[lane] = min_of(boxed.box.row_end, strip.first_row + strip.rows);
  group.column_begin[lane] = boxed.box.column_begin;
  group.column_end[lane] = boxed.box.column_end;
}

void put_plane(PlaneLanes& planes, int lane, const Plane& plane) {
  planes.a[lane] = plane.a;
  planes.b[lane] = plane.b;
  planes.c[lane] = plane.c;
}

Plane times(const Plane& plane, double sign) { return {sign * plane.a, sign * plane.b, sign * plane.c}; }

// set_up_face of all lanes.
void set_up_group(FaceGroup& group) {
  PS_LANES
  for (int lane = 0; lane < kGroup; ++lane) {
    const Corner a = group.corners[0][lane], b = group.corners[1][lane], c = group.corners[2][lane];
    const Plane lines[3] = {line_through(b, c), line_through(c, a), line_through(a, b)};
    const double area = determinant(a, lines[0]);
    const double sign = area > 0 ? 1.0 : -1.0;
    const Plane edges[3] = {times(lines[0], sign), times(lines[1], sign), times(lines[2], sign)};
    put_plane(group.edges[0], lane, edges[0]);
    put_plane(group.edges[1], lane, edges[1]);
    put_plane(group.edges[2], lane, edges[2]);
    group.limits[0][lane] = limit_of(edges[0]);
    group.limits[1][lane] = limit_of(edges[1]);
    group.limits[2][lane] = limit_of(edges[2]);
    put_plane(group.weight_sum, lane, combined(edges, 1, 1, 1));
    put_plane(group.depth_change, lane, combined(edges, a.depth - c.depth, b.depth - c.depth, 0));
    group.last_depth[lane] = c.depth;
    group.has_area[lane] = area != 0;
  }
}

// The same pixel of every face's box at a time.
void draw_small(FaceGroup& group, DepthStrip& strip) {
  set_up_group(group);
  int32_t most_rows = 0, most_columns = 0;
  double first_x[kGroup], first_y[kGroup];
  int32_t rows[kGroup], columns[kGroup];
  for (int lane = 0; lane < kGroup; ++lane) {
    const bool is_used = lane < group.count && group.has_area[lane];
    rows[lane] = is_used ? group.row_end[lane] - group.row_begin[lane] : 0;
    columns[lane] = group.column_end[lane] - group.column_begin[lane];
    most_rows = max_of(most_rows, rows[lane]);
    most_columns = is_used ? max_of(most_columns, columns[lane]) : most_columns;
    first_x[lane] = group.column_begin[lane] + 0.5;
    first_y[lane] = group.row_begin[lane] + 0.5;
  }
  for (int32_t row = 0; row < most_rows; ++row)
    for (int32_t column = 0; column < most_columns; ++column) {
      float depths[kGroup];
      uint32_t covered = 0;
      PS_LANES
      for (int lane = 0; lane < kGroup; ++lane) {
        const double x = first_x[lane] + column, y = first_y[lane] + row;
        bool is_covered = (row < rows[lane]) & (column < columns[lane]);
        for (int k = 0; k < 3; ++k) {
          const double edge = value_at(plane_of(group.edges[k], lane), x, y);
          is_covered &= is_inside(edge, group.limits[k][lane]);
        }
        depths[lane] = compared_depth(value_at(plane_of(group.depth_change, lane), x, y),
                                      value_at(plane_of(group.weight_sum, lane), x, y), group.last_depth[lane]);
        covered |= uint32_t(is_covered) << lane;
      }
      for (int lane = 0; covered != 0; ++lane, covered >>= 1) {
        if (!(covered & 1)) continue;
        const int64_t pixel =
            int64_t(group.row_begin[lane] - strip.first_row + row) * strip.stride + group.column_begin[lane] + column;
        const float nearest = strip.depth[pixel];
        if (!(depths[lane] < nearest || (depths[lane] == nearest && group.face[lane] < strip.face[pixel]))) continue;
        strip.depth[pixel] = depths[lane];
        strip.face[pixel] = group.face[lane];
      }
    }
}

// A plane's share of a block of columns, the same in every row.
struct PlaneColumns {
  double across[kRunLanes];
};

PlaneColumns columns_of(const Plane& plane, int32_t begin) {
  PlaneColumns columns;
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) columns.across[lane] = plane.a * (begin + 0.5 + lane);
  return columns;
}

// One face after the other, kRunLanes columns at a time, row by row.
void draw_narrow(FaceGroup& group, DepthStrip& strip) {
  set_up_group(group);
  for (int lane = 0; lane < group.count; ++lane) {
    if (!group.has_area[lane]) continue;
    const Plane planes[5] = {plane_of(group.edges[0], lane), plane_of(group.edges[1], lane),
                             plane_of(group.edges[2], lane), plane_of(group.weight_sum, lane),
                             plane_of(group.depth_change, lane)};
    const double limits[3] = {group.limits[0][lane], group.limits[1][lane], group.limits[2][lane]};
    const double last_depth = group.last_depth[lane];
    const int32_t face = group.face[lane], end = group.column_end[lane];
    for (int32_t begin = group.column_begin[lane]; begin < end; begin += kRunLanes) {
      const PlaneColumns columns[5] = {columns_of(planes[0], begin), columns_of(planes[1], begin),
                                       columns_of(planes[2], begin), columns_of(planes[3], begin),
                                       columns_of(planes[4], begin)};
      const int32_t left = end - begin;
      for (int32_t row = group.row_begin[lane]; row < group.row_end[lane]; ++row) {
        const double y = row + 0.5;
        double down[5];
        for (int k = 0; k < 5; ++k) down[k] = planes[k].b * y + planes[k].c;
        const int64_t start = int64_t(row - strip.first_row) * strip.stride;
        float* __restrict const depth = strip.depth + start + begin;
        int32_t* __restrict const faces = strip.face + start + begin;
        PS_LANES
        for (int pixel = 0; pixel < kRunLanes; ++pixel) {
          const float mine =
              compared_depth(columns[4].across[pixel] + down[4], columns[3].across[pixel] + down[3], last_depth);
          const float nearest = depth[pixel];
          const int32_t owner = faces[pixel];
          const bool is_mine = is_inside(columns[0].across[pixel] + down[0], limits[0]) &
                               is_inside(columns[1].across[pixel] + down[1], limits[1]) &
                               is_inside(columns[2].across[pixel] + down[2], limits[2]) & (pixel < left) &
                               ((mine < nearest) | ((mine == nearest) & (face < owner)));
          depth[pixel] = is_mine ? mine : nearest;
          faces[pixel] = is_mine ? face : owner;
        }
      }
    }
  }
}

void draw(const Corner* corners, const int32_t* faces, const BoxedFace* boxed, int32_t count, DepthStrip& strip) {
  FaceGroup small = {}, narrow = {};
  for (int32_t k = 0; k < count; ++k) {
    const BoxedFace& next = boxed[k];
    if (is_hidden(next, strip)) continue;
    const int32_t* const face = faces + 3 * int64_t(next.face);
    const int32_t columns = next.box.column_end - next.box.column_begin, rows = next.box.row_end - next.box.row_begin;
    const Corner &a = corners[face[0]], &b = corners[face[1]], &c = corners[face[2]];
    if (columns > kNarrow || a.depth < 0 || b.depth < 0 || c.depth < 0) {
      draw_face(corners, face, next, strip);
      continue;
    }
    const bool is_small = columns * rows <= kSmall;
    FaceGroup& group = is_small ? small : narrow;
    add_to_group(group, a, b, c, next, strip);
    if (group.count < kGroup) continue;
    if (is_small)
      draw_small(group, strip);
    else
      draw_narrow(group, strip);
    group.count = 0;
  }
  if (small.count > 0) draw_small(small, strip);
  if (narrow.count > 0) draw_narrow(narrow, strip);
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
    const int32_t covered_end = strip.column_end;
    write_background(row, 0, strip.column_begin);
    for (int32_t x = strip.column_begin; x < covered_end;) {
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
