// SPDX-License-Identifier: MIT
// From vertices to contour edges: projection, the near plane, the side on which a face lies, the jump of an edge.
//
// A view is a 4 x 4 matrix that takes a position (x, y, z, 1) to (pixel x * w, pixel y * w, depth - near, w): w is the
// depth in a perspective view and 1 in an orthographic one. What lies at depth - near < 0 is clipped.
#pragma once

#include "../common/vector2.h"

PS_NAMESPACE_BEGIN

template <class T>
struct Homogeneous {
  T x, y, depth, w;
};

// Where a vertex lies; invalid: not finite, no face that uses it is drawn.
enum VertexState : int8_t { kInFront = 0, kBehindNear = 1, kInvalid = 2 };

template <class T>
PS_HD Homogeneous<T> project(const T* matrix /* (4, 4) */, const T* position /* (3) */) {
  const T x = position[0], y = position[1], z = position[2];
  return {matrix[0] * x + matrix[1] * y + matrix[2] * z + matrix[3],
          matrix[4] * x + matrix[5] * y + matrix[6] * z + matrix[7],
          matrix[8] * x + matrix[9] * y + matrix[10] * z + matrix[11],
          matrix[12] * x + matrix[13] * y + matrix[14] * z + matrix[15]};
}

template <class T>
PS_HD Vector2<T> to_pixel(Homogeneous<T> h) {
  return {h.x / h.w, h.y / h.w};
}

template <class T>
PS_HD int8_t vertex_state(Homogeneous<T> h) {
  const T values[4] = {h.x, h.y, h.depth, h.w};
  bool finite = true;
  for (int k = 0; k < 4; ++k) finite = finite && abs_of(values[k]) < T(1e30);  // false for NaN
  if (!finite) return kInvalid;
  return h.depth >= T(0) && h.w > T(0) ? kInFront : kBehindNear;
}

// Parameter on from -> to (one in front of the near plane, one behind it) at which depth == near.
template <class T>
PS_HD T near_parameter(Homogeneous<T> from, Homogeneous<T> to) {
  return from.depth / (from.depth - to.depth);
}

template <class T>
PS_HD Homogeneous<T> lerp(Homogeneous<T> a, Homogeneous<T> b, T t) {
  return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.depth + t * (b.depth - a.depth), a.w + t * (b.w - a.w)};
}

// The point at which from -> to meets the near plane. Its w is positive; rounding must not make it otherwise.
template <class T>
PS_HD Homogeneous<T> near_point(Homogeneous<T> from, Homogeneous<T> to) {
  Homogeneous<T> cut = lerp(from, to, near_parameter(from, to));
  cut.w = max_of(cut.w, T(1e-6) * from.w);
  return cut;
}

// Sign of a face's projected area, all three vertices in front.
template <class T>
PS_HD int face_side(Vector2<T> a, Vector2<T> b, Vector2<T> c) {
  return orientation(a, b, c);
}

// The same for a face that crosses the near plane: the determinant of the homogeneous points has the sign that every
// part of the face in front of the camera projects to.
template <class T>
PS_HD int face_side_clipped(Homogeneous<T> a, Homogeneous<T> b, Homogeneous<T> c) {
  const double ax = a.x, ay = a.y, aw = a.w, bx = b.x, by = b.y, bw = b.w, cx = c.x, cy = c.y, cw = c.w;
  const double determinant = ax * (by * cw - bw * cy) - ay * (bx * cw - bw * cx) + aw * (bx * cy - by * cx);
  return int(determinant > 0) - int(determinant < 0);
}

// The same for any face; 0 where it has a vertex that is not finite, or none in front.
template <class T>
PS_HD int face_side_in_view(const int32_t* face /* (3) */, const int8_t* states, const Vector2<T>* pixels,
                            const T* matrix, const T* positions) {
  int behind = 0, invalid = 0;
  for (int k = 0; k < 3; ++k) {
    behind += states[face[k]] == kBehindNear;
    invalid += states[face[k]] == kInvalid;
  }
  if (invalid > 0 || behind == 3) return 0;
  if (behind == 0) return face_side(pixels[face[0]], pixels[face[1]], pixels[face[2]]);
  return face_side_clipped(project(matrix, positions + 3 * int64_t(face[0])),
                           project(matrix, positions + 3 * int64_t(face[1])),
                           project(matrix, positions + 3 * int64_t(face[2])));
}

// One end of a contour edge: a vertex, or, where partner >= 0, the point at which the mesh edge vertex -> partner
// meets the near plane (vertex in front, partner behind).
struct ContourEnd {
  int32_t vertex, partner;
};

// An edge across which the number of faces that cover a point changes. jump is the number of faces on the positive
// side of begin -> end minus the number on the negative side; is_contour says that one of the two is zero, so that
// the edge may bound the union of the projected faces. source is the edge of the mesh, or for a cut made by the near
// plane the number of all those plus the face; -1 where nobody asks.
struct ContourEdge {
  ContourEnd begin, end;
  int32_t jump;
  int32_t is_contour;
  int32_t source;
};

PS_HD bool same_end(ContourEnd a, ContourEnd b) { return a.vertex == b.vertex && a.partner == b.partner; }

PS_HD bool is_end_of(ContourEnd end, const ContourEdge& edge) {
  return same_end(end, edge.begin) || same_end(end, edge.end);
}

template <class T>
PS_HD Vector2<T> end_pixel(ContourEnd end, const T* matrix, const T* positions /* (V, 3) */) {
  const Homogeneous<T> vertex = project(matrix, positions + 3 * int64_t(end.vertex));
  if (end.partner < 0) return to_pixel(vertex);
  return to_pixel(near_point(vertex, project(matrix, positions + 3 * int64_t(end.partner))));
}

// Counts of faces on either side of an edge low -> high; sides holds one sign a face, and face_codes is
// 2 * face + 1 where the face runs high -> low.
struct EdgeSides {
  int32_t positive, negative;
};

PS_HD void add_side(EdgeSides& counts, const int8_t* sides, int32_t face_code) {
  const int side = (face_code & 1) ? -sides[face_code >> 1] : sides[face_code >> 1];
  counts.positive += side > 0;
  counts.negative += side < 0;
}

// The contour edge of mesh edge low -> high, its ends moved to the near plane where they lie behind it. The caller
// has seen to it that not both do.
PS_HD ContourEdge contour_edge(int32_t source, int32_t low, int32_t high, bool low_behind, bool high_behind,
                               EdgeSides counts) {
  return {{low_behind ? high : low, low_behind ? low : -1},
          {high_behind ? low : high, high_behind ? high : -1},
          counts.positive - counts.negative,
          (counts.positive == 0) != (counts.negative == 0),
          source};
}

// The cut that the near plane makes through a face is an edge of one face. Writes it and returns true where the face
// has vertices on either side. Its direction begin -> end is that of the face's winding with the cut-off part
// left out, so that the face lies on its `side`.
PS_HD bool near_cut(int32_t source, const int32_t* face /* (3) */, const int8_t* states, int side, ContourEdge& cut) {
  int32_t behind = 0;
  for (int k = 0; k < 3; ++k) behind += states[face[k]] == kBehindNear;
  if (behind == 0 || behind == 3 || side == 0) return false;
  const int8_t odd_state = behind == 1 ? kBehindNear : kInFront;
  int k = 0;
  while (states[face[k]] != odd_state) ++k;
  const int32_t odd = face[k], next = face[(k + 1) % 3], previous = face[(k + 2) % 3];
  // One vertex behind: previous -> cut -> cut -> next. One in front: odd -> cut on odd-next -> cut on odd-previous.
  if (behind == 1)
    cut = {{previous, odd}, {next, odd}, side, 1, source};
  else
    cut = {{odd, next}, {odd, previous}, side, 1, source};
  return true;
}

PS_NAMESPACE_END
