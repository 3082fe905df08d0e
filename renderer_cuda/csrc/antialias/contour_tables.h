// SPDX-License-Identifier: MIT
// What is looked up about the contour of a view: how it goes on at a vertex, where it passes between two pixels, the
// planes of the faces beside it.
#pragma once

#include <algorithm>
#include <vector>

#include "contour_links.h"

namespace photosculpture {

// The smallest vertex that a link leads to, by the vertex from which it starts.
class LinkTable {
 public:
  // Forgets the links from these vertices, which must be all that there are.
  void forget(int32_t from) { to_[size_t(from)] = kNoLink; }
  void make_room(int32_t vertex_count) {
    if (to_.size() < size_t(vertex_count)) to_.resize(size_t(vertex_count), kNoLink);
  }
  void add(int32_t from, int32_t to) { to_[size_t(from)] = std::min(to_[size_t(from)], to); }
  int32_t operator()(int32_t vertex) const { return to_[size_t(vertex)]; }

 private:
  std::vector<int32_t> to_;
};

// The farthest reach of the crossings between two neighbouring pixels: a hash table with open addresses.
class ReachTable {
 public:
  // Empties it and makes room for so many pairs.
  void reset(size_t pairs) {
    int bits = 4;
    while ((size_t(1) << bits) < 2 * pairs) ++bits;
    shift_ = 32 - bits;
    entries_.assign(size_t(1) << bits, {kFree, 0});
  }
  void raise(int32_t pair, uint64_t reach) {
    Entry& entry = entries_[place_of(pair)];
    entry = {pair, entry.pair == kFree ? reach : std::max(entry.reach, reach)};
  }
  // 0 where nothing was said about the pair.
  uint64_t operator()(int32_t pair) const { return entries_[place_of(pair)].reach; }

 private:
  static constexpr int32_t kFree = -1;
  struct Entry {
    int32_t pair;
    uint64_t reach;
  };

  size_t place_of(int32_t pair) const {
    size_t place = (uint32_t(pair) * 2654435769u) >> shift_;
    while (entries_[place].pair != kFree && entries_[place].pair != pair) place = (place + 1) & (entries_.size() - 1);
    return place;
  }

  std::vector<Entry> entries_;
  int shift_ = 0;
};

// Planes of a view's faces, of which the last ones are kept: a contour runs along one face over several pixels.
template <class T>
class KeptPlanes {
 public:
  explicit KeptPlanes(const SeenFaces<T>& seen) : seen_(seen) { std::fill(faces_, faces_ + kPlaces, -1); }

  const DepthPlane& operator()(int32_t face) {
    const int32_t place = face & (kPlaces - 1);
    return faces_[place] == face ? planes_[place] : keep(face, seen_.plane(face));
  }
  const DepthPlane& operator()(int32_t face, const FaceCorners& corners) {
    const int32_t place = face & (kPlaces - 1);
    return faces_[place] == face ? planes_[place] : keep(face, depth_plane(seen_.depth, corners));
  }

 private:
  static constexpr int32_t kPlaces = 64;

  const DepthPlane& keep(int32_t face, const DepthPlane& plane) {
    const int32_t place = face & (kPlaces - 1);
    faces_[place] = face;
    return planes_[place] = plane;
  }

  const SeenFaces<T>& seen_;
  int32_t faces_[kPlaces];
  DepthPlane planes_[kPlaces];
};

}  // namespace photosculpture
