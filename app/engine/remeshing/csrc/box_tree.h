// SPDX-License-Identifier: MIT
// A tree of boxes around triangles: finds those near each other and those on a ray.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "vector3.h"

namespace photosculpture {

struct Box {
  Vector3 low{INFINITY, INFINITY, INFINITY}, high{-INFINITY, -INFINITY, -INFINITY};

  void add(Vector3 p) { low = lowest(low, p), high = highest(high, p); }
  void add(const Box& box) { low = lowest(low, box.low), high = highest(high, box.high); }
  bool touches(const Box& box) const {
    return low.x <= box.high.x && box.low.x <= high.x && low.y <= box.high.y && box.low.y <= high.y &&
           low.z <= box.high.z && box.low.z <= high.z;
  }
};

using Triangle = std::array<Vector3, 3>;

// The corners of each face. Throws std::invalid_argument for indices out of range.
std::vector<Triangle> triangles_of(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count);

class BoxTree {
 public:
  explicit BoxTree(const std::vector<Triangle>& triangles);

  // Triangles are kept in the order of the tree, in which those at neighbouring places are near each other.
  const Triangle& triangle(int32_t place) const { return triangles_[place]; }
  int32_t face(int32_t place) const { return order_[place]; }

  // Calls visit(i, j) once for every two places whose boxes touch.
  template <class Visit>
  void each_close_pair(Visit visit) const {
    if (!nodes_.empty()) within(0, visit);
  }

  // Distance along the unit direction to the first face that is seen from its back and has no corner at the origin,
  // infinity where there is none.
  double first_back_face(Vector3 origin, Vector3 direction) const;

 private:
  static constexpr int32_t leaf_size = 4;

  // Children of an inner node follow it: the one at index + 1, the other at `second`.
  struct Node {
    Box box;
    int32_t begin, end, second;  // second is 0 in a leaf, which holds the places begin to end - 1
  };

  void build(int32_t begin, int32_t end, const std::vector<Box>& boxes);

  template <class Visit>
  void within(int32_t n, Visit& visit) const {
    const Node& node = nodes_[n];
    if (node.second == 0) {
      for (int32_t i = node.begin; i < node.end; ++i) {
        for (int32_t j = i + 1; j < node.end; ++j) try_pair(i, j, visit);
      }
      return;
    }
    within(n + 1, visit);
    within(node.second, visit);
    between(n + 1, node.second, visit);
  }

  template <class Visit>
  void between(int32_t m, int32_t n, Visit& visit) const {
    const Node &a = nodes_[m], &b = nodes_[n];
    if (!a.box.touches(b.box)) return;
    if (a.second == 0 && b.second == 0) {
      for (int32_t i = a.begin; i < a.end; ++i) {
        if (!boxes_[i].touches(b.box)) continue;
        for (int32_t j = b.begin; j < b.end; ++j) try_pair(i, j, visit);
      }
    } else if (b.second == 0 || (a.second != 0 && a.end - a.begin > b.end - b.begin)) {
      between(m + 1, n, visit);
      between(a.second, n, visit);
    } else {
      between(m, n + 1, visit);
      between(m, b.second, visit);
    }
  }

  template <class Visit>
  void try_pair(int32_t i, int32_t j, Visit& visit) const {
    if (boxes_[i].touches(boxes_[j])) visit(i, j);
  }

  std::vector<Triangle> triangles_;
  std::vector<int32_t> order_;
  std::vector<Box> boxes_;  // of the triangles
  std::vector<Node> nodes_;
};

}  // namespace photosculpture
