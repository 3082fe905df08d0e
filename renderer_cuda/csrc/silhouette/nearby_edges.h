// SPDX-License-Identifier: MIT
// Contour edges side by side in memory, so that a vector of them is tested at once.
#pragma once

#include <stdint.h>

namespace photosculpture {

// Columns of a table of edges. (along_x, along_y) runs down the image, or is reversed where the edge runs up, so that
// a point is right of every edge where along_x * (y - begin_y) <= along_y * (x - begin_x), as is_right_of has it.
struct NearbyEdges {
  const double *begin_x, *begin_y, *end_x, *end_y, *along_x, *along_y, *jump_to_the_right;
  int32_t count;
};

struct EdgeKernels {
  // By how much the number of covering faces changes on the straight way between two points.
  double (*coverage_change)(const NearbyEdges& edges, double from_x, double from_y, double to_x, double to_y);
  // Writes the places in the table of the edges that come within `distance` of a -> b, and perhaps of a few others;
  // returns their number.
  int32_t (*meeting)(const NearbyEdges& edges, double a_x, double a_y, double b_x, double b_y, double distance,
                     int32_t* places);
};

const EdgeKernels& edge_kernels();

}  // namespace photosculpture
