// SPDX-License-Identifier: MIT
// Which pixel centres a face covers, and how deep it lies there, in homogeneous coordinates (Olano and Greer,
// "Triangle scan conversion using 2D homogeneous coordinates", 1997): no corner is divided by its w, so that a face
// with corners behind the camera needs no clipping.
//
// A view is a 4 x 4 matrix that takes a position to (pixel x * w, pixel y * w, depth - near, w). With p_k = (x, y, w)
// of corner k and c = (pixel x, pixel y, 1), the edge function opposite corner k is e_k = c . (p_k+1 x p_k+2), its sign
// turned where the face is wound the other way round; all three are >= 0 inside, and the corners' perspective-correct
// weights are e_k / (e_0 + e_1 + e_2). Everything is in double and without contraction: two faces that share an edge
// then compute exactly opposite values, as a difference of products changes nothing but its sign when its terms swap.
#pragma once

#include "../common/vector2.h"

namespace photosculpture {

// Shared by all instruction sets.
struct Corner {
  double x, y, depth, w;  // of homogeneous pixels; depth counts from the near plane
};

// Pixels whose centres a face may cover; ends are exclusive.
struct PixelBox {
  int32_t row_begin, row_end, column_begin, column_end;
};

}  // namespace photosculpture

PS_NAMESPACE_BEGIN

template <class T>
PS_HD Corner project_corner(const T* matrix /* (4, 4) */, const T* position /* (3) */) {
  const double x = position[0], y = position[1], z = position[2];
  double row[4];
  for (int k = 0; k < 4; ++k)
    row[k] =
        double(matrix[4 * k]) * x + double(matrix[4 * k + 1]) * y + double(matrix[4 * k + 2]) * z + matrix[4 * k + 3];
  return {row[0], row[1], row[2], row[3]};
}

// Products of three corners below it do not overflow.
constexpr double kCornerLimit = 1e30;

PS_HD bool is_drawable(const Corner& corner) {
  return abs_of(corner.x) < kCornerLimit && abs_of(corner.y) < kCornerLimit && abs_of(corner.depth) < kCornerLimit &&
         abs_of(corner.w) < kCornerLimit;
}

PS_HD bool is_in_front(const Corner& corner) { return corner.depth >= 0 && corner.w > 0; }

// A function of the pixel: a * x + b * y + c.
struct Plane {
  double a, b, c;
};

// The same expression everywhere, since coverage is decided by its sign.
PS_HD double value_at(const Plane& plane, double x, double y) { return plane.a * x + (plane.b * y + plane.c); }

PS_HD Plane combined(const Plane* planes /* (3) */, double u, double v, double w) {
  return {u * planes[0].a + v * planes[1].a + w * planes[2].a, u * planes[0].b + v * planes[1].b + w * planes[2].b,
          u * planes[0].c + v * planes[1].c + w * planes[2].c};
}

PS_HD Plane line_through(const Corner& from, const Corner& to) {
  return {from.y * to.w - from.w * to.y, from.w * to.x - from.x * to.w, from.x * to.y - from.y * to.x};
}

// The sign of the side that the face lies on is the determinant's.
PS_HD double determinant(const Corner& corner, const Plane& opposite) {
  return corner.x * opposite.a + corner.y * opposite.b + corner.w * opposite.c;
}

// A centre exactly on an edge belongs to the face on the right of the line, or below a level line: to that of the two
// faces in which a step by (epsilon, epsilon squared) ends. The same step for all edges, so that a centre on a vertex
// has one owner as well.
// As a limit that the edge function must exceed: one comparison instead of two. No edge function of finite corners
// comes as near to zero as kOwned, but for zero.
constexpr double kOwned = -1e-300;
PS_HD double limit_of(const Plane& edge) { return edge.a > 0 || (edge.a == 0 && edge.b > 0) ? kOwned : 0.0; }

PS_HD bool is_inside(double edge_value, double limit) { return edge_value > limit; }

struct FaceSetup {
  Plane edges[3];    // edges[k] is opposite corner k
  double limits[3];  // by edge
  bool crosses_near;
  Plane near_plane;    // >= 0 where the face is not nearer than the near plane; set where crosses_near
  Plane weight_sum;    // edges[0] + edges[1] + edges[2]
  Plane depth_change;  // depth - that of the last corner = depth_change / weight_sum
  double last_depth;
};

// False where there is nothing to draw.
PS_HD bool set_up_face(const Corner& a, const Corner& b, const Corner& c, FaceSetup& face) {
  if (!(is_drawable(a) && is_drawable(b) && is_drawable(c))) return false;
  const Corner* const corners[3] = {&a, &b, &c};
  for (int k = 0; k < 3; ++k) face.edges[k] = line_through(*corners[(k + 1) % 3], *corners[(k + 2) % 3]);
  const double area = determinant(a, face.edges[0]);
  if (area == 0) return false;
  const double sign = area > 0 ? 1.0 : -1.0;
  for (int k = 0; k < 3; ++k) {
    face.edges[k] = {sign * face.edges[k].a, sign * face.edges[k].b, sign * face.edges[k].c};
    face.limits[k] = limit_of(face.edges[k]);
  }
  face.crosses_near = a.depth < 0 || b.depth < 0 || c.depth < 0;
  if (face.crosses_near) face.near_plane = combined(face.edges, a.depth, b.depth, c.depth);
  face.weight_sum = combined(face.edges, 1, 1, 1);
  face.depth_change = combined(face.edges, a.depth - c.depth, b.depth - c.depth, 0);
  face.last_depth = c.depth;
  return true;
}

// Depth from the near plane as visibility compares it; NaN where the face has no area.
PS_HD float compared_depth(double depth_change, double weight_sum, double last_depth) {
  const float depth = float(last_depth + depth_change / weight_sum);
  return depth < 0.0f ? 0.0f : depth;
}

// A depth that no pixel of the face is nearer than, for all the rounding of compared_depth.
PS_HD float nearest_depth(const Corner& a, const Corner& b, const Corner& c) {
  const double nearest = min_of(min_of(a.depth, b.depth), c.depth),
               farthest = max_of(max_of(a.depth, b.depth), c.depth);
  return float(max_of(nearest - 1e-6 * farthest, 0.0));
}

PS_HD bool covers(const FaceSetup& face, double x, double y) {
  for (int k = 0; k < 3; ++k)
    if (!is_inside(value_at(face.edges[k], x, y), face.limits[k])) return false;
  return !face.crosses_near || is_inside(value_at(face.near_plane, x, y), kOwned);
}

// Widens low to high by one point of the screen.
struct ScreenBox {
  double low_x, high_x, low_y, high_y;
};
PS_HD void include(ScreenBox& box, double x, double y) {
  box = {min_of(box.low_x, x), max_of(box.high_x, x), min_of(box.low_y, y), max_of(box.high_y, y)};
}

// The pixels whose centres lie in a face's bounding box, a little widened: coverage is decided by the edge functions
// alone. False where there are none.
PS_HD bool find_pixel_box(const Corner* corners /* (3) */, int32_t height, int32_t width, PixelBox& pixels) {
  constexpr double kMargin = 1e-3, kFar = 1e300;
  ScreenBox box = {kFar, -kFar, kFar, -kFar};
  int behind = 0;
  for (int k = 0; k < 3; ++k) {
    if (!is_drawable(corners[k])) return false;
    if (is_in_front(corners[k]))
      include(box, corners[k].x / corners[k].w, corners[k].y / corners[k].w);
    else
      ++behind;
  }
  if (behind == 3) return false;
  for (int k = 0; behind > 0 && k < 3; ++k) {
    const Corner &from = corners[k], &to = corners[(k + 1) % 3];
    if (is_in_front(from) == is_in_front(to)) continue;
    const Corner &front = is_in_front(from) ? from : to, &back = is_in_front(from) ? to : from;
    const double t = front.depth / (front.depth - back.depth);
    const double w = max_of(front.w + t * (back.w - front.w), 1e-6 * front.w);  // positive in spite of rounding
    include(box, (front.x + t * (back.x - front.x)) / w, (front.y + t * (back.y - front.y)) / w);
  }
  const double first_row = ceil(box.low_y - 0.5 - kMargin), last_row = floor(box.high_y - 0.5 + kMargin);
  const double first_column = ceil(box.low_x - 0.5 - kMargin), last_column = floor(box.high_x - 0.5 + kMargin);
  pixels.row_begin = int32_t(clamp(first_row, 0.0, double(height)));
  pixels.row_end = int32_t(clamp(last_row + 1, 0.0, double(height)));
  pixels.column_begin = int32_t(clamp(first_column, 0.0, double(width)));
  pixels.column_end = int32_t(clamp(last_column + 1, 0.0, double(width)));
  return pixels.row_begin < pixels.row_end && pixels.column_begin < pixels.column_end;
}

// Weights of a face's first two corners at a pixel centre, from the corners as they lie around it: the edge functions
// above lose the digits of a small face far from the image's corner.
struct Barycentrics {
  double first, second;
};
PS_HD Barycentrics barycentrics_at(const Corner& a, const Corner& b, const Corner& c, double x, double y) {
  const double ax = a.x - x * a.w, ay = a.y - y * a.w, bx = b.x - x * b.w, by = b.y - y * b.w;
  const double cx = c.x - x * c.w, cy = c.y - y * c.w;
  const double first = bx * cy - by * cx, second = cx * ay - cy * ax, third = ax * by - ay * bx;
  const double sum = first + second + third;
  const double inverse = 1.0 / (sum == 0 ? 1.0 : sum);
  return {first * inverse, second * inverse};
}

// Depth from the near plane at given weights.
PS_HD double depth_at(const Corner& a, const Corner& b, const Corner& c, Barycentrics weights) {
  return c.depth + (weights.first * (a.depth - c.depth) + weights.second * (b.depth - c.depth));
}

PS_NAMESPACE_END
