// One triangle over the whole screen.

uniform vec3 top;
uniform vec3 bottom;

out vec3 colour;

void main() {
    vec2 place = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    colour = mix(bottom, top, 0.5 + 0.5 * place.y);
    gl_Position = vec4(place, 1.0, 1.0);
}
