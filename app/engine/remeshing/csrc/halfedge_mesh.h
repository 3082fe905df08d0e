// SPDX-License-Identifier: MIT
// Which faces, edges and vertices of an oriented manifold meet, and how that changes edge by edge.
#pragma once

#include <cstdint>
#include <vector>

namespace photosculpture {

// Half-edges 3f, 3f + 1, 3f + 2 are the sides of face f in order; each belongs to its face alone and starts at its
// origin. Removed faces keep their place with origins of -1.
class HalfedgeMesh {
 public:
  // Vertices in which several fans of faces meet are split, one for each fan; the copies come after the vertex_count
  // given ones. Throws std::invalid_argument for an edge with more than two faces or with faces wound against each
  // other, and for indices out of range.
  HalfedgeMesh(const int32_t* faces, int32_t face_count, int32_t vertex_count);

  static int32_t next(int32_t h) { return h % 3 == 2 ? h - 2 : h + 1; }
  static int32_t previous(int32_t h) { return h % 3 == 0 ? h + 2 : h - 1; }

  int32_t halfedge_count() const { return int32_t(origin_.size()); }
  int32_t face_count() const { return halfedge_count() / 3; }
  int32_t vertex_count() const { return int32_t(outgoing_.size()); }
  int32_t origin(int32_t h) const { return origin_[h]; }
  int32_t head(int32_t h) const { return origin_[next(h)]; }
  int32_t apex(int32_t h) const { return origin_[previous(h)]; }
  int32_t twin(int32_t h) const { return twin_[h]; }          // -1 on the boundary
  int32_t outgoing(int32_t v) const { return outgoing_[v]; }  // the one without a twin, if any; -1 without faces
  int32_t valence(int32_t v) const { return valence_[v]; }    // how many edges
  bool is_removed(int32_t h) const { return origin_[h] < 0; }
  bool on_boundary(int32_t v) const { return twin_[outgoing_[v]] < 0; }
  const std::vector<int32_t>& copied_from() const { return copied_from_; }  // of the vertices after the given ones

  // Calls visit(h) for each half-edge that starts at v, counter-clockwise.
  template <class Visit>
  void each_outgoing(int32_t v, Visit visit) const {
    const int32_t first = outgoing_[v];
    for (int32_t h = first; h >= 0;) {
      visit(h);
      h = twin_[previous(h)];
      if (h == first) break;
    }
  }

  // Calls visit(u) for each vertex u that shares an edge with v.
  template <class Visit>
  void each_neighbor(int32_t v, Visit visit) const {
    each_outgoing(v, [&](int32_t h) {
      visit(head(h));
      if (twin_[previous(h)] < 0) visit(apex(h));
    });
  }

  // The half-edge along the boundary that ends where this one, also along the boundary, starts.
  int32_t previous_on_boundary(int32_t h) const;

  bool joined(int32_t a, int32_t b) const;

  // Whether the ends of h can become one without changing what the surface is: they share no neighbours but the apexes
  // (the link condition), no two boundaries meet, and no face or component vanishes.
  bool can_collapse(int32_t h) const;

  // Whether h can be turned to join the two apexes beside it.
  bool can_flip(int32_t h) const;

  // Puts a new vertex on h, which then ends there, and returns it.
  int32_t split(int32_t h);

  // Moves all that is at the origin of h to its head.
  void collapse(int32_t h);

  void flip(int32_t h);

 private:
  void connect();
  void split_fans();
  int32_t add_face(int32_t a, int32_t b, int32_t c);
  void pair(int32_t h, int32_t other);
  void start_at(int32_t h);

  std::vector<int32_t> origin_, twin_, outgoing_, valence_, copied_from_;
};

}  // namespace photosculpture
