// SPDX-License-Identifier: MIT
#include "triangle_contact.h"

#include "exact_sign.h"

namespace photosculpture {
namespace {

bool same(Vector3 a, Vector3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

// An axis along which the triangle can be seen, -1 if it has no area. The longest of the normal is tried first.
int visible_axis(const Triangle& t) {
  const Vector3 normal = area_normal(t[0], t[1], t[2]);
  const double x = std::abs(normal.x), y = std::abs(normal.y), z = std::abs(normal.z);
  const int first = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  for (int i = 0; i < 3; ++i) {
    if (turn(t[0], t[1], t[2], (first + i) % 3) != 0) return (first + i) % 3;
  }
  return -1;
}

// In the plane: whether p lies in the triangle, its sides included.
bool holds_in_plane(const Triangle& t, Vector3 p, int axis) {
  const int a = turn(t[0], t[1], p, axis), b = turn(t[1], t[2], p, axis), c = turn(t[2], t[0], p, axis);
  return (a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0);
}

// In the plane: whether two segments share a point that is no end of both; ends on the other segment count.
bool cross_in_plane(Vector3 p, Vector3 q, Vector3 a, Vector3 b, int axis) {
  const int pa = turn(p, q, a, axis), pb = turn(p, q, b, axis), ap = turn(a, b, p, axis), aq = turn(a, b, q, axis);
  return pa * pb <= 0 && ap * aq <= 0 && (pa != 0 || pb != 0);
}

bool segment_meets_in_plane(const Triangle& t, Vector3 p, Vector3 q, int axis) {
  if (holds_in_plane(t, p, axis) || holds_in_plane(t, q, axis)) return true;
  for (int i = 0; i < 3; ++i) {
    if (cross_in_plane(p, q, t[i], t[(i + 1) % 3], axis)) return true;
  }
  return false;
}

// p_side and q_side tell on which side of the triangle's plane the ends are; not both are in it.
bool segment_meets(const Triangle& t, Vector3 p, Vector3 q, int p_side, int q_side) {
  if (p_side * q_side > 0) return false;
  const int a = side_of_plane(p, q, t[0], t[1]), b = side_of_plane(p, q, t[1], t[2]);
  if (a * b < 0) return false;
  const int c = side_of_plane(p, q, t[2], t[0]);
  return a * c >= 0 && b * c >= 0;
}

// `s` and `t` begin with the common side.
bool fold_flat(const Triangle& s, const Triangle& t) {
  if (side_of_plane(s[0], s[1], s[2], t[2]) != 0) return false;
  const int axis = visible_axis(s);
  return axis >= 0 && visible_axis(t) >= 0 && turn(s[0], s[1], s[2], axis) * turn(s[0], s[1], t[2], axis) > 0;
}

// `s` and `t` begin with the common corner: what they share beyond it reaches the side opposite of it in one of them.
bool touch_beyond_corner(const Triangle& s, const Triangle& t) {
  const int t1 = side_of_plane(s[0], s[1], s[2], t[1]), t2 = side_of_plane(s[0], s[1], s[2], t[2]);
  const int s1 = side_of_plane(t[0], t[1], t[2], s[1]), s2 = side_of_plane(t[0], t[1], t[2], s[2]);
  if (t1 == 0 && t2 == 0) {
    const int axis = visible_axis(s);
    return axis >= 0 && visible_axis(t) >= 0 &&
           (segment_meets_in_plane(s, t[1], t[2], axis) || segment_meets_in_plane(t, s[1], s[2], axis));
  }
  if (s1 == 0 && s2 == 0) return false;  // t has no area
  return segment_meets(s, t[1], t[2], t1, t2) || segment_meets(t, s[1], s[2], s1, s2);
}

bool touch_apart(const Triangle& s, const Triangle& t) {
  int of_t[3], of_s[3];
  for (int i = 0; i < 3; ++i) of_t[i] = side_of_plane(s[0], s[1], s[2], t[i]);
  if (of_t[0] * of_t[1] > 0 && of_t[1] * of_t[2] > 0) return false;
  for (int i = 0; i < 3; ++i) of_s[i] = side_of_plane(t[0], t[1], t[2], s[i]);
  if (of_s[0] * of_s[1] > 0 && of_s[1] * of_s[2] > 0) return false;
  const bool in_plane = !of_s[0] && !of_s[1] && !of_s[2];
  if (in_plane != (!of_t[0] && !of_t[1] && !of_t[2])) return false;  // one of them has no area
  const int axis = in_plane ? visible_axis(s) : -1;
  if (in_plane && (axis < 0 || visible_axis(t) < 0)) return false;
  for (int i = 0; i < 3; ++i) {
    const int j = (i + 1) % 3;
    if (in_plane) {
      if (segment_meets_in_plane(s, t[i], t[j], axis) || segment_meets_in_plane(t, s[i], s[j], axis)) return true;
    } else {
      if ((of_t[i] != 0 || of_t[j] != 0) && segment_meets(s, t[i], t[j], of_t[i], of_t[j])) return true;
      if ((of_s[i] != 0 || of_s[j] != 0) && segment_meets(t, s[i], s[j], of_s[i], of_s[j])) return true;
    }
  }
  return false;
}

Triangle rotated(const Triangle& t, int first) { return {t[first], t[(first + 1) % 3], t[(first + 2) % 3]}; }

}  // namespace

bool touch_beyond_common(const Triangle& s, const Triangle& t) {
  int common = 0, s_corner = 0, t_corner = 0, s_other = 3, t_other = 3;  // the others: the sums of what is not common
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      if (!same(s[i], t[j])) continue;
      ++common;
      s_corner = i, t_corner = j;
      s_other -= i, t_other -= j;
    }
  }
  if (common == 0) return touch_apart(s, t);
  if (common == 1) return touch_beyond_corner(rotated(s, s_corner), rotated(t, t_corner));
  if (common > 2) return visible_axis(s) >= 0 && visible_axis(t) >= 0;
  return fold_flat(rotated(s, (s_other + 1) % 3), rotated(t, (t_other + 1) % 3));
}

}  // namespace photosculpture
