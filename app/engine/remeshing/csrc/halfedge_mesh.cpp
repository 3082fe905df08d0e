// SPDX-License-Identifier: MIT
#include "halfedge_mesh.h"

#include <stdexcept>
#include <string>

namespace photosculpture {
namespace {

std::string edge_name(int32_t a, int32_t b) { return "edge (" + std::to_string(a) + ", " + std::to_string(b) + ")"; }

}  // namespace

HalfedgeMesh::HalfedgeMesh(const int32_t* faces, int32_t face_count, int32_t vertex_count)
    : origin_(faces, faces + 3 * size_t(face_count)), twin_(origin_.size(), -1), outgoing_(vertex_count, -1) {
  for (int32_t h = 0; h < halfedge_count(); ++h) {
    if (origin_[h] < 0 || origin_[h] >= vertex_count)
      throw std::invalid_argument("a face names a vertex that is not there");
    if (origin_[h] == head(h)) throw std::invalid_argument("face " + std::to_string(h / 3) + " names a vertex twice");
  }
  connect();
  split_fans();
  valence_.assign(outgoing_.size(), 0);
  for (int32_t v = 0; v < this->vertex_count(); ++v) each_neighbor(v, [&](int32_t) { ++valence_[v]; });
}

void HalfedgeMesh::connect() {
  std::vector<int32_t> starts(outgoing_.size() + 1, 0), leaving(origin_.size());
  for (const int32_t v : origin_) ++starts[v + 1];
  for (size_t v = 0; v < outgoing_.size(); ++v) starts[v + 1] += starts[v];
  std::vector<int32_t> filled(starts.begin(), starts.end() - 1);
  for (int32_t h = 0; h < halfedge_count(); ++h) leaving[filled[origin_[h]]++] = h;
  for (int32_t h = 0; h < halfedge_count(); ++h) {
    const int32_t a = origin_[h], b = head(h);
    int32_t alike = 0, against = 0;
    for (int32_t i = starts[b]; i < starts[b + 1]; ++i) {
      if (head(leaving[i]) == a) twin_[h] = leaving[i], ++against;
    }
    for (int32_t i = starts[a]; i < starts[a + 1]; ++i) alike += head(leaving[i]) == b;
    if (alike + against > 2) {
      throw std::invalid_argument(edge_name(a, b) + " must have at most 2 faces, got " +
                                  std::to_string(alike + against));
    }
    if (alike > 1) throw std::invalid_argument("the faces at " + edge_name(a, b) + " must be wound alike");
  }
}

void HalfedgeMesh::split_fans() {
  std::vector<char> visited(origin_.size(), 0);
  const int32_t given = vertex_count();
  for (int32_t h = 0; h < halfedge_count(); ++h) {
    if (visited[h]) continue;
    const int32_t v = origin_[h];
    int32_t first = h;
    while (twin_[first] >= 0 && next(twin_[first]) != h) first = next(twin_[first]);
    if (twin_[first] >= 0) first = h;
    int32_t fan = v;
    if (outgoing_[v] >= 0) {
      fan = vertex_count();
      outgoing_.push_back(-1);
      copied_from_.push_back(v < given ? v : copied_from_[v - given]);
    }
    outgoing_[fan] = first;
    each_outgoing(fan, [&](int32_t leaving) {
      visited[leaving] = 1;
      origin_[leaving] = fan;
    });
  }
}

int32_t HalfedgeMesh::previous_on_boundary(int32_t h) const {
  int32_t last = h;
  while (twin_[previous(last)] >= 0) last = twin_[previous(last)];
  return previous(last);
}

bool HalfedgeMesh::joined(int32_t a, int32_t b) const {
  bool found = false;
  each_neighbor(a, [&](int32_t v) { found |= v == b; });
  return found;
}

bool HalfedgeMesh::can_collapse(int32_t h) const {
  const int32_t a = origin_[h], b = head(h), t = twin_[h];
  if (t >= 0 && on_boundary(a) && on_boundary(b)) return false;
  for (const int32_t side : {h, t}) {
    if (side < 0) continue;
    const int32_t c = apex(side);
    if (valence_[c] <= (on_boundary(c) ? 2 : 3)) return false;
    if (twin_[next(side)] < 0 && twin_[previous(side)] < 0) return false;
  }
  int32_t shared = 0;
  each_neighbor(a, [&](int32_t v) { each_neighbor(b, [&](int32_t u) { shared += u == v; }); });
  return shared == (t < 0 ? 1 : 2);
}

bool HalfedgeMesh::can_flip(int32_t h) const {
  const int32_t t = twin_[h];
  if (t < 0) return false;
  const int32_t a = origin_[h], b = head(h);
  if (valence_[a] <= (on_boundary(a) ? 2 : 3) || valence_[b] <= (on_boundary(b) ? 2 : 3)) return false;
  return apex(h) != apex(t) && !joined(apex(h), apex(t));
}

int32_t HalfedgeMesh::add_face(int32_t a, int32_t b, int32_t c) {
  const int32_t h = halfedge_count();
  origin_.insert(origin_.end(), {a, b, c});
  twin_.insert(twin_.end(), {-1, -1, -1});
  return h;
}

void HalfedgeMesh::pair(int32_t h, int32_t other) {
  if (h >= 0) twin_[h] = other;
  if (other >= 0) twin_[other] = h;
}

// Makes h, or the boundary edge of its fan, the one that its origin is known by.
void HalfedgeMesh::start_at(int32_t h) {
  int32_t first = h;
  while (twin_[first] >= 0 && next(twin_[first]) != h) first = next(twin_[first]);
  outgoing_[origin_[h]] = first;
}

int32_t HalfedgeMesh::split(int32_t h) {
  const int32_t m = vertex_count(), t = twin_[h];
  outgoing_.push_back(-1);
  valence_.push_back(2);
  int32_t ahead[2] = {-1, -1};  // from m to b beside h, from m to a beside t
  for (const int32_t side : {h, t}) {
    if (side < 0) continue;
    const int32_t n = next(side), end = origin_[n], c = apex(side), beyond = twin_[n];
    const int32_t added = add_face(m, end, c);
    ahead[side == t] = added;
    if (outgoing_[end] == n) outgoing_[end] = added + 1;
    pair(added + 1, beyond);
    origin_[n] = m;
    pair(n, added + 2);
    ++valence_[m];
    ++valence_[c];
  }
  outgoing_[m] = ahead[0];
  if (t >= 0) {
    pair(h, ahead[1]);
    pair(t, ahead[0]);
  }
  return m;
}

void HalfedgeMesh::collapse(int32_t h) {
  const int32_t a = origin_[h], b = head(h), t = twin_[h];
  valence_[b] += valence_[a] - 2;
  each_outgoing(a, [&](int32_t leaving) { origin_[leaving] = b; });
  outgoing_[a] = -1;
  int32_t from_b = -1;
  for (const int32_t side : {h, t}) {
    if (side < 0) continue;
    // The two other sides of the face become one edge from c to b.
    const int32_t n = next(side), p = previous(side), c = origin_[p], beyond_n = twin_[n], beyond_p = twin_[p];
    --valence_[c];
    --valence_[b];
    pair(beyond_n, beyond_p);
    for (const int32_t gone : {side, n, p}) origin_[gone] = -1;
    start_at(beyond_n >= 0 ? beyond_n : next(beyond_p));
    from_b = beyond_p >= 0 ? beyond_p : next(beyond_n);
  }
  start_at(from_b);
}

void HalfedgeMesh::flip(int32_t h) {
  const int32_t t = twin_[h], n = next(h), p = previous(h), tn = next(t), tp = previous(t);
  const int32_t a = origin_[h], b = origin_[t], c = origin_[p], d = origin_[tp];
  const int32_t beyond_n = twin_[n], beyond_p = twin_[p], beyond_tn = twin_[tn], beyond_tp = twin_[tp];
  if (outgoing_[a] == h || outgoing_[a] == tn) outgoing_[a] = p;
  if (outgoing_[b] == t || outgoing_[b] == n) outgoing_[b] = tp;
  if (outgoing_[c] == p) outgoing_[c] = n;
  if (outgoing_[d] == tp) outgoing_[d] = tn;
  // Faces (a, b, c), (b, a, d) become (d, c, a), (c, d, b).
  origin_[h] = d, origin_[n] = c, origin_[p] = a;
  origin_[t] = c, origin_[tn] = d, origin_[tp] = b;
  twin_[n] = twin_[p] = twin_[tn] = twin_[tp] = -1;
  pair(n, beyond_p);
  pair(p, beyond_tn);
  pair(tn, beyond_tp);
  pair(tp, beyond_n);
  --valence_[a], --valence_[b], ++valence_[c], ++valence_[d];
}

}  // namespace photosculpture
