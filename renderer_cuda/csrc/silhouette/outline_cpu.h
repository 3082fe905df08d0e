// SPDX-License-Identifier: MIT
// The contour stage on the CPU: from a mesh and a view to the exposed outline, in buckets of image rows.
#pragma once

#include <vector>

#include "contour_edges.h"
#include "contour_grid.h"
#include "strip.h"

namespace photosculpture {

// A mesh at its current positions, and its connectivity. Edges run low -> high vertex index; the first `pairs` of them
// have at most two faces, listed in pair_codes (face code, see add_side; 2 * F where there is none); the others have
// theirs in fan_codes between fan_offsets.
template <class T>
struct MeshView {
  const T* positions;          // (V, 3)
  const int32_t* faces;        // (F, 3)
  const int32_t* edges;        // (E, 2)
  const int32_t* pair_codes;   // (pairs, 2)
  const int32_t* fan_offsets;  // (E - pairs + 1)
  const int32_t* fan_codes;    // (fan_offsets[E - pairs])
  int32_t vertex_count, face_count, edge_count, pairs;
};

// The exposed part [t_begin, t_end] of a contour edge; each end a contour edge's index or kEndsAtVertex or
// kEndsBeyondReach.
struct OutlineSegment {
  int32_t edge;
  int32_t begins_at, ends_at;
  double t_begin, t_end;
};

// All that one view needs between the stages; kept from call to call so that memory is touched, not allocated.
template <class T>
struct ViewOutline {
  std::vector<Vector2<T>> pixels;    // (V), valid where in front
  std::vector<int8_t> states;        // (V)
  std::vector<int8_t> sides;         // (F + 1); the last is 0, the side of a face that is not there
  std::vector<int8_t> code_sides;    // (2 * F + 1); the same by face code, see add_side
  std::vector<ContourEdge> contour;  // all edges with a jump
  std::vector<Vector2<T>> begins, ends;
  std::vector<int32_t> jumps;
  Buckets rows;  // contour edges by the image rows whose centres they cross
  ContourGrid<T> grid;
  std::vector<OutlineSegment> segments;
  std::vector<OutlinePiece<T>> pieces;
  Buckets strips;             // pieces by strip
  bool crosses_near = false;  // some vertex is not in front

  void make_room(const MeshView<T>& mesh) {
    pixels.resize(size_t(mesh.vertex_count));
    states.resize(size_t(mesh.vertex_count));
    sides.resize(size_t(mesh.face_count) + 1);
    code_sides.resize(2 * size_t(mesh.face_count) + 1);
    sides.back() = code_sides.back() = 0;
  }
};

// Each is one stage of one view; a range is a chunk of the stage that other threads may run beside it.
// Returns whether all vertices of the range are in front of the near plane.
template <class T>
bool project_vertices(const MeshView<T>& mesh, const T* matrix, IndexRange vertices, ViewOutline<T>& view);
template <class T>
void find_face_sides(const MeshView<T>& mesh, const T* matrix, IndexRange faces, ViewOutline<T>& view);
template <class T>
void find_contour_edges(const MeshView<T>& mesh, IndexRange edges, const ViewOutline<T>& view,
                        std::vector<ContourEdge>& contour);
template <class T>
void find_near_cuts(const MeshView<T>& mesh, const ViewOutline<T>& view, std::vector<ContourEdge>& contour);
template <class T>
void place_contour(const MeshView<T>& mesh, const T* matrix, ImageSize size, double reach, ViewOutline<T>& view);
template <class T>
void find_exposed_segments(const ViewOutline<T>& view, IndexRange contour, std::vector<OutlineSegment>& segments);
template <class T>
void cut_into_pieces(ImageSize size, T reach, int32_t strip_rows, ViewOutline<T>& view);

// Writes the filled mask of the rows of one strip.
template <class T>
void fill_rows(const ViewOutline<T>& view, ImageSize size, IndexRange rows, T inside, T outside, T* image);

}  // namespace photosculpture
