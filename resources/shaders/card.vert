// The image of a camera in space, an instance each.

layout(location = 0) in vec3 top_left;
layout(location = 1) in vec3 top_right;
layout(location = 2) in vec3 bottom_right;
layout(location = 3) in vec3 bottom_left;
layout(location = 4) in vec3 card_colour;
layout(location = 5) in vec3 card_picture;  // opacity, layer, and 1 for a photograph

uniform mat4 clip_from_local;

out vec2 place;
flat out vec3 colour;
flat out float opacity;
flat out float layer;
flat out float photograph;

void main() {
    bool right = gl_VertexID >= 2, bottom = (gl_VertexID & 1) == 1;
    vec3 corner = right ? (bottom ? bottom_right : top_right) : (bottom ? bottom_left : top_left);
    place = vec2(right ? 1.0 : 0.0, bottom ? 1.0 : 0.0);
    colour = card_colour;
    opacity = card_picture.x;
    layer = card_picture.y;
    photograph = card_picture.z;
    gl_Position = clip_from_local * vec4(corner, 1.0);
}
