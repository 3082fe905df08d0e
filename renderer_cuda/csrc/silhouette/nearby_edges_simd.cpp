// SPDX-License-Identifier: MIT
// The inner loops over contour edges, compiled once per instruction set; see strip_simd.cpp on what may stand here.
#include "../common/simd.h"
#include "../common/vector2.h"
#include "nearby_edges.h"

PS_NAMESPACE_BEGIN
namespace {

// 1 or 0, for arithmetic in place of branches.
inline double as_number(bool condition) { return condition ? 1.0 : 0.0; }

// An edge counts where its line parts the two points and the way between them parts its ends. Both tests are half-open,
// so that a way through a vertex crosses one of two edges that continue each other there.
inline double change_at(const NearbyEdges& edges, int32_t k, double from_x, double from_y, double way_x, double way_y) {
  const double begin_x = edges.begin_x[k] - from_x, begin_y = edges.begin_y[k] - from_y;
  const double end_x = edges.end_x[k] - from_x, end_y = edges.end_y[k] - from_y;
  const double along_x = edges.along_x[k], along_y = edges.along_y[k];
  const double from_right = as_number(along_y * begin_x <= along_x * begin_y);
  const double to_right = as_number(along_y * (begin_x - way_x) <= along_x * (begin_y - way_y));
  const double parted = as_number(way_x * begin_y >= way_y * begin_x) - as_number(way_x * end_y >= way_y * end_x);
  return (to_right - from_right) * parted * parted * edges.jump_to_the_right[k];
}

double coverage_change(const NearbyEdges& edges, double from_x, double from_y, double to_x, double to_y) {
  const double way_x = to_x - from_x, way_y = to_y - from_y;
  double lanes[kLanes] = {};
  int32_t first = 0;
  for (; first + kLanes <= edges.count; first += kLanes) {
    PS_LANES
    for (int32_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] += change_at(edges, first + lane, from_x, from_y, way_x, way_y);
  }
  double change = 0;
  for (; first < edges.count; ++first) change += change_at(edges, first, from_x, from_y, way_x, way_y);
  for (int32_t lane = 0; lane < kLanes; ++lane) change += lanes[lane];
  return change;
}

int32_t meeting(const NearbyEdges& edges, double a_x, double a_y, double b_x, double b_y, double distance,
                int32_t* places) {
  const double length = sqrt((b_x - a_x) * (b_x - a_x) + (b_y - a_y) * (b_y - a_y));
  const double u_x = (b_x - a_x) / length, u_y = (b_y - a_y) / length;
  int32_t found = 0;
  for (int32_t first = 0; first < edges.count; first += kLanes) {
    double is_near[kLanes];
    const int32_t lanes = min_of(kLanes, edges.count - first);
    PS_LANES
    for (int32_t lane = 0; lane < lanes; ++lane) {
      const double c_x = edges.begin_x[first + lane] - a_x, c_y = edges.begin_y[first + lane] - a_y;
      const double d_x = edges.end_x[first + lane] - a_x, d_y = edges.end_y[first + lane] - a_y;
      const double c_beside = u_x * c_y - u_y * c_x, d_beside = u_x * d_y - u_y * d_x;
      const double c_along = u_x * c_x + u_y * c_y, d_along = u_x * d_x + u_y * d_y;
      const double apart = max_of(max_of(min_of(c_beside, d_beside), -max_of(c_beside, d_beside)),
                                  max_of(min_of(c_along, d_along) - length, -max_of(c_along, d_along)));
      is_near[lane] = as_number(apart <= distance);
    }
    for (int32_t lane = 0; lane < lanes; ++lane)
      if (is_near[lane] != 0) places[found++] = first + lane;
  }
  return found;
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

extern const EdgeKernels PS_JOIN(edge_kernels_, PS_ISA);
const EdgeKernels PS_JOIN(edge_kernels_, PS_ISA) = {PS_ISA::coverage_change, PS_ISA::meeting};

}  // namespace photosculpture
