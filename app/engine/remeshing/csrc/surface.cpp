// SPDX-License-Identifier: MIT
#include "surface.h"

#include <queue>
#include <utility>

namespace photosculpture {
namespace {

constexpr double rim = 1e-9;  // a point that weighs a corner less is on the side opposite, as rounding leaves it

double ratio(double part, double whole) { return whole > 0 ? std::min(std::max(part / whole, 0.0), 1.0) : 0.0; }

// Weights of the corners at the point of a triangle that is nearest to p. Ericson, Real-Time Collision Detection
// (2005), 5.1.5.
std::array<double, 3> nearest_in_triangle(Vector3 p, Vector3 a, Vector3 b, Vector3 c) {
  const Vector3 ab = b - a, ac = c - a;
  const double d1 = dot(ab, p - a), d2 = dot(ac, p - a);
  if (d1 <= 0 && d2 <= 0) return {1, 0, 0};
  const double d3 = dot(ab, p - b), d4 = dot(ac, p - b);
  if (d3 >= 0 && d4 <= d3) return {0, 1, 0};
  const double d5 = dot(ab, p - c), d6 = dot(ac, p - c);
  if (d6 >= 0 && d5 <= d6) return {0, 0, 1};
  const double vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) {
    const double t = ratio(d1, d1 - d3);
    return {1 - t, t, 0};
  }
  if (vb <= 0 && d2 >= 0 && d6 <= 0) {
    const double t = ratio(d2, d2 - d6);
    return {1 - t, 0, t};
  }
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    const double t = ratio(d4 - d3, (d4 - d3) + (d5 - d6));
    return {0, 1 - t, t};
  }
  const double sum = va + vb + vc;
  if (!(sum > 0)) return {1, 0, 0};
  return {1 - vb / sum - vc / sum, vb / sum, vc / sum};
}

}  // namespace

Surface::Surface(const HalfedgeMesh& mesh, std::vector<Vector3> positions, std::vector<double> edge_lengths,
                 double growth)
    : mesh_(mesh), positions_(std::move(positions)), edge_lengths_(std::move(edge_lengths)) {
  limit_growth(growth);
}

// Dijkstra's algorithm from every vertex that another one is too long beside.
void Surface::limit_growth(double growth) {
  using Entry = std::pair<double, int32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> open;
  const auto spread = [&](int32_t v) {
    mesh_.each_neighbor(v, [&](int32_t u) {
      const double most = edge_lengths_[v] + growth * length(positions_[u] - positions_[v]);
      if (edge_lengths_[u] > most) open.push({edge_lengths_[u] = most, u});
    });
  };
  for (int32_t v = 0; v < mesh_.vertex_count(); ++v) spread(v);
  while (!open.empty()) {
    const Entry entry = open.top();
    open.pop();
    if (entry.first == edge_lengths_[entry.second]) spread(entry.second);
  }
}

Vector3 Surface::position(const SurfacePoint& point) const {
  Vector3 sum;
  for (int i = 0; i < 3; ++i) sum += point.weights[i] * positions_[mesh_.origin(3 * point.face + i)];
  return sum;
}

double Surface::edge_length(const SurfacePoint& point) const {
  double sum = 0;
  for (int i = 0; i < 3; ++i) sum += point.weights[i] * edge_lengths_[mesh_.origin(3 * point.face + i)];
  return sum;
}

SurfacePoint Surface::at_vertex(int32_t v) const {
  const int32_t h = mesh_.outgoing(v);
  SurfacePoint point{h / 3, {0, 0, 0}};
  point.weights[h % 3] = 1;
  return point;
}

std::array<double, 3> Surface::nearest_weights(int32_t face, Vector3 place) const {
  return nearest_in_triangle(place, positions_[mesh_.origin(3 * face)], positions_[mesh_.origin(3 * face + 1)],
                             positions_[mesh_.origin(3 * face + 2)]);
}

template <class TryFace>
bool Surface::try_neighbors(const SurfacePoint& point, TryFace try_face) const {
  bool nearer = false;
  for (int i = 0; i < 3; ++i) {
    const int before = (i + 2) % 3, after = (i + 1) % 3;
    const int32_t side = 3 * point.face + i;
    if (point.weights[after] < rim && point.weights[before] < rim) {  // on corner i
      mesh_.each_outgoing(mesh_.origin(side), [&](int32_t h) { nearer |= try_face(h / 3); });
      break;
    }
    if (point.weights[before] < rim && point.weights[i] >= rim && mesh_.twin(side) >= 0) {  // on side i
      nearer |= try_face(mesh_.twin(side) / 3);
    }
  }
  return nearer;
}

SurfacePoint Surface::near(Vector3 place, const SurfacePoint& start) const {
  SurfacePoint best{start.face, nearest_weights(start.face, place)};
  double least = squared_length(position(best) - place);
  const auto try_face = [&](int32_t face) {
    const SurfacePoint point{face, nearest_weights(face, place)};
    const double distance = squared_length(position(point) - place);
    if (!(distance < least)) return false;
    best = point;
    least = distance;
    return true;
  };
  try_neighbors(start, try_face);
  while (try_neighbors(SurfacePoint(best), try_face)) continue;
  return best;
}

double Surface::nearest_on_edge(int32_t h, Vector3 place, double& along) const {
  const Vector3 a = positions_[mesh_.origin(h)], b = positions_[mesh_.head(h)];
  along = ratio(dot(place - a, b - a), squared_length(b - a));
  return squared_length((1 - along) * a + along * b - place);
}

SurfacePoint Surface::near_on_boundary(Vector3 place, int32_t& edge) const {
  double along, other_along;
  double least = nearest_on_edge(edge, place, along);
  for (bool nearer = true; nearer;) {
    nearer = false;
    if (along > 0 && along < 1) break;
    const int32_t other = along > 0 ? mesh_.outgoing(mesh_.head(edge)) : mesh_.previous_on_boundary(edge);
    const double distance = nearest_on_edge(other, place, other_along);
    if (distance < least) nearer = true, edge = other, least = distance, along = other_along;
  }
  SurfacePoint point{edge / 3, {0, 0, 0}};
  point.weights[edge % 3] = 1 - along;
  point.weights[HalfedgeMesh::next(edge) % 3] = along;
  return point;
}

}  // namespace photosculpture
