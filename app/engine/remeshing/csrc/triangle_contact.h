// SPDX-License-Identifier: MIT
// Whether two triangles of a surface meet where they should not.
#pragma once

#include "box_tree.h"

namespace photosculpture {

// Whether the closed triangles share a point other than those of the corners or the side that they have in common,
// which are told by equal coordinates. Exact. Triangles without area meet nothing.
bool touch_beyond_common(const Triangle& s, const Triangle& t);

}  // namespace photosculpture
