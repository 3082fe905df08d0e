// SPDX-License-Identifier: MIT
// Where two faces that pass through each other change places between two neighbouring pixel centres.
#pragma once

#include "crossings.h"

PS_NAMESPACE_BEGIN

PS_HD bool share_a_vertex(const int32_t* a /* (3) */, const int32_t* b /* (3) */) {
  int shared = 0;
  for (int k = 0; k < 3; ++k) shared |= (a[k] == b[0]) | (a[k] == b[1]) | (a[k] == b[2]);
  return shared != 0;
}

// The difference of the depth keys of two faces at two neighbouring pixels, at each of which one of them is seen.
struct DepthGap {
  DepthPlane lower_plane, higher_plane;
  double at_lower, at_higher;  // of the lower pixel's face minus the higher one's

  // Share of the way from the lower pixel to the higher one at which the gap closes.
  PS_HD double way() const { return at_lower / (at_lower - at_higher); }
};

template <class T>
PS_HD DepthGap depth_gap(const SeenFaces<T>& seen, int32_t lower_face, int32_t higher_face, Vector2<double> lower,
                         Vector2<double> higher) {
  DepthGap gap = {seen.plane(lower_face), seen.plane(higher_face), 0, 0};
  gap.at_lower = gap.lower_plane.at(lower) - gap.higher_plane.at(lower);
  gap.at_higher = gap.lower_plane.at(higher) - gap.higher_plane.at(higher);
  return gap;
}

PS_HD Vector2<double> pixel_center(int32_t pixel, int32_t width) { return {pixel % width + 0.5, pixel / width + 0.5}; }

// Surfaces steeper than this many pixels' widths in depth a pixel are not continued beyond the faces that are seen.
constexpr double kSteepest = 10.0;

// Whether two surfaces in which small faces are seen may be continued to where their planes meet: both lie flat enough,
// and they do more than touch.
template <class T>
PS_HD bool may_be_continued(const SeenFaces<T>& seen, const DepthGap& gap, Vector2<double> point) {
  const double pixel = pixel_depth(seen.depth, gap.lower_plane.at(point));
  return gap.lower_plane.slope() < kSteepest * pixel && gap.higher_plane.slope() < kSteepest * pixel &&
         gap.at_higher - gap.at_lower > kBehind * pixel;
}

// Finds the blend of a pixel with the one after it in its row or column, both in the image, which show different faces.
// Each face must be the nearer one at its own pixel, and both must reach the place at which they meet: on a bent
// surface of small faces, which seem to pass through each other where they are continued, they do not. Only surfaces of
// different parts of the mesh are continued, where no contour passes between the two pixels: is_contour(pair_key).
template <class T, class IsContour>
PS_HD bool intersection_blend(const SeenFaces<T>& seen, int32_t lower, bool is_along_column, IsContour is_contour,
                              Blend& blend) {
  const int32_t higher = lower + (is_along_column ? seen.width : 1);
  const int32_t face = seen.face_indices[lower], other_face = seen.face_indices[higher];
  if (face < 0 || other_face < 0) return false;
  if (share_a_vertex(seen.faces + 3 * int64_t(face), seen.faces + 3 * int64_t(other_face))) return false;
  const Vector2<double> from = pixel_center(lower, seen.width), to = pixel_center(higher, seen.width);
  const DepthGap gap = depth_gap(seen, face, other_face, from, to);
  if (!(gap.at_lower < 0 && gap.at_higher > 0)) return false;
  const double across_x = abs_of(gap.lower_plane.key.x - gap.higher_plane.key.x);
  const double across_y = abs_of(gap.lower_plane.key.y - gap.higher_plane.key.y);
  if ((across_y > across_x) != is_along_column) return false;
  const Vector2<double> point = lerp(from, to, gap.way());
  if (!(gap.lower_plane.covers(point) && gap.higher_plane.covers(point)) &&
      (seen.parts[face] == seen.parts[other_face] || !may_be_continued(seen, gap, point) ||
       is_contour(pair_key(lower, is_along_column))))
    return false;
  blend.code = kIsIntersection | (is_along_column ? kAlongColumn : 0);
  const int32_t first_pixel = seen.view * seen.height * seen.width;
  weigh(blend, gap.way(), true, first_pixel + lower, first_pixel + higher);
  blend.corners[0] = face;
  blend.corners[1] = other_face;
  blend.corners[2] = blend.corners[3] = -1;
  blend.source = -1;
  blend.slope = 0;
  return true;
}

PS_NAMESPACE_END
